using System.Collections.Immutable;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>How far an organization's events are safe. Persisted apart from the settings, so that an operator's change never races with a page.</summary>
[GenerateSerializer, Alias("audit.cursor-state")]
public sealed record CursorState
{
    /// <summary>The registration this cursor belongs to: an organization that was deleted and added again starts anew.</summary>
    [Id(0)] public string? Incarnation { get; init; }

    /// <summary>Atlassian's cursor behind the last safe page; null before the first one and after it was rejected.</summary>
    [Id(1)] public string? Cursor { get; init; }

    /// <summary>Where to begin while there is no cursor. Computed once, so that no failed attempt moves it.</summary>
    [Id(2)] public DateTimeOffset From { get; init; }

    /// <summary>Newest <c>processedAt</c> that is safely stored.</summary>
    [Id(3)] public DateTimeOffset? Watermark { get; init; }

    /// <summary>Newest <c>time</c> seen.</summary>
    [Id(4)] public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>Largest <c>processedAt − time</c> seen: how far back a restart without cursor has to reach.</summary>
    [Id(5)] public TimeSpan LargestDelay { get; init; }

    /// <summary>Totals up to here.</summary>
    [Id(6)] public OrganizationCounters Counters { get; init; } = new();

    /// <summary>Backing index of the last acknowledgement.</summary>
    [Id(7)] public string? WriteIndex { get; init; }

    /// <summary>The <see cref="AckedLedger"/>.</summary>
    [Id(8)] public byte[] Ledger { get; init; } = [];

    /// <summary>Whatever was processed up to here may have been shipped before this cursor began, and is looked up; null = nothing.</summary>
    [Id(9)] public DateTimeOffset? LookUpThrough { get; init; }

    /// <summary>Size of the organization's action catalogue.</summary>
    [Id(10)] public int? Actions { get; init; }

    /// <summary>When the catalogue was read.</summary>
    [Id(11)] public DateTimeOffset? ActionsReadAt { get; init; }

    /// <summary>Newest <c>time</c> of a user-created activity.</summary>
    [Id(12)] public DateTimeOffset? UserActivityAt { get; init; }

    /// <summary>Actions that the table does not know, in the order in which they were first collected. Bounded.</summary>
    [Id(13)] public ImmutableArray<UnknownActionEntry> UnknownActions { get; init; } = [];

    /// <summary>Events of those that are not listed.</summary>
    [Id(14)] public long UnlistedUnknown { get; init; }

    /// <summary>How many of them, from the first, were known when the catalogue was last asked for.</summary>
    [Id(15)] public int ActionsAskedAbout { get; init; }
}

/// <summary>An action that the table does not know, as persisted.</summary>
[GenerateSerializer, Alias("audit.unknown-action-entry")]
public sealed record UnknownActionEntry
{
    /// <summary>Its id.</summary>
    [Id(0)] public required string Action { get; init; }

    /// <summary>Its events.</summary>
    [Id(1)] public long Count { get; init; }

    /// <summary>Time of its oldest event.</summary>
    [Id(2)] public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>Time of its newest event.</summary>
    [Id(3)] public DateTimeOffset LastSeenAt { get; init; }
}
