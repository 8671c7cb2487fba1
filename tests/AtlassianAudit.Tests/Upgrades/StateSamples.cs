using System.Collections.Immutable;
using AtlassianAudit.Collector.Collecting;
using AtlassianAudit.Collector.Shipping;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Host.Security;

namespace AtlassianAudit.Tests.Upgrades;

/// <summary>What the grains persist, with every member set to something other than its default. As with <see cref="MessageSamples"/>, none ever changes.</summary>
internal static class StateSamples
{
    private static readonly DateTimeOffset Time = new(2026, 5, 19, 10, 11, 12, 345, TimeSpan.Zero);

    private static readonly HistoryEntry Entry = new()
    {
        Job = MessageSamples.Job,
        Cursor = "cursor",
        From = Time,
        DeadEnds = 3,
        IsCounted = true,
    };

    private static readonly CatalogueEntry Catalogued = new() { Action = "action", DisplayName = "Action", Groups = ["group"] };

    private static readonly UnknownActionEntry Unknown = new() { Action = "action", Count = 92, FirstSeenAt = Time, LastSeenAt = Time.AddMinutes(1) };

    public static IReadOnlyList<object> All { get; } =
    [
        new OrganizationRegistration
        {
            Settings = MessageSamples.Settings,
            Incarnation = "incarnation",
            AddedAt = Time,
            From = Time.AddDays(-1),
            KeyStoredAt = Time.AddSeconds(1),
        },
        new CursorState
        {
            Incarnation = "incarnation",
            Cursor = "cursor",
            From = Time,
            Watermark = Time.AddSeconds(1),
            LastEventAt = Time.AddSeconds(2),
            LargestDelay = TimeSpan.FromMinutes(3),
            Counters = MessageSamples.Job.Counters,
            WriteIndex = "index",
            Ledger = [1, 2, 3, 250],
            LookUpThrough = Time.AddSeconds(4),
            Actions = 321,
            ActionsReadAt = Time.AddSeconds(5),
            UserActivityAt = Time.AddSeconds(6),
        },
        Entry,
        new HistoryState { Incarnation = "incarnation", Entries = [Entry] },
        new DirectoryState
        {
            Entries = ImmutableSortedDictionary<string, OrganizationStatus>.Empty.Add("organization", MessageSamples.Status).Add("Organization", MessageSamples.Status with { OrganizationId = "Organization" }),
        },
        new DestinationState { Settings = MessageSamples.Destination, Version = 41 },
        new DestinationNames { Names = ["b", "A"] },
        new AccessState { Tokens = [MessageSamples.Token] },
        Catalogued,
        Unknown,
        new CursorState { Incarnation = "incarnation", UnknownActions = [Unknown], UnlistedUnknown = 91 },
        new CursorState { Incarnation = "incarnation", UnknownActions = [Unknown], ActionsAskedAbout = 1 },
        new FormerPlace { Destination = "destination", Namespace = "namespace", LeftAt = Time },
        new OrganizationRegistration { Incarnation = "incarnation", FormerPlaces = [new FormerPlace { Destination = "destination", Namespace = "namespace", LeftAt = Time }] },
        new HistoryState { Incarnation = "incarnation", Catalogue = [Catalogued] },
    ];
}
