using System.Collections.Immutable;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>What operators decided about an organization, as it is persisted.</summary>
[GenerateSerializer, Alias("audit.organization-registration")]
public sealed record OrganizationRegistration
{
    private const int MostPlaces = 8;

    /// <summary>Null = there is no such organization.</summary>
    [Id(0)] public OrganizationSettings? Settings { get; init; }

    /// <summary>New each time the organization is added; the cursor names the one it belongs to.</summary>
    [Id(1)] public string Incarnation { get; init; } = "";

    /// <summary>When it was added.</summary>
    [Id(2)] public DateTimeOffset AddedAt { get; init; }

    /// <summary>Where collecting begins; computed once, when it was added.</summary>
    [Id(3)] public DateTimeOffset From { get; init; }

    /// <summary>When its present key was stored.</summary>
    [Id(4)] public DateTimeOffset KeyStoredAt { get; init; }

    /// <summary>Where its events went before, the newest last. Bounded.</summary>
    [Id(5)] public ImmutableArray<FormerPlace> FormerPlaces { get; init; } = [];

    /// <summary>The registration after an operator's PUT.</summary>
    public OrganizationRegistration With(OrganizationSettings settings, DateTimeOffset now, Func<string> newIncarnation) =>
        Settings is not null
            ? this with
            {
                Settings = settings,
                KeyStoredAt = settings.ApiKey.Fingerprint == Settings.ApiKey.Fingerprint ? KeyStoredAt : now,
                FormerPlaces = Left(new FormerPlace { Destination = Settings.Destination, Namespace = Settings.Namespace, LeftAt = now }, settings),
            }
            : new OrganizationRegistration
            {
                Settings = settings,
                Incarnation = newIncarnation(),
                AddedAt = now,
                KeyStoredAt = now,
                From = settings.StartFrom ?? now.AddSeconds(-settings.InitialLookbackSeconds),
            };

    private ImmutableArray<FormerPlace> Left(FormerPlace last, OrganizationSettings settings) => last.IsOf(settings)
        ? FormerPlaces
        : [.. FormerPlaces.Where(place => !place.IsOf(settings) && !place.IsOf(Settings!)).Append(last).TakeLast(MostPlaces)];
}
