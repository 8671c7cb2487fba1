using System.Collections.Immutable;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>What an organization works at and has read beside its live tail, as persisted.</summary>
[GenerateSerializer, Alias("audit.history-state")]
public sealed record HistoryState
{
    /// <summary>The registration it belongs to: an organization that was deleted and added again begins anew.</summary>
    [Id(0)] public string? Incarnation { get; init; }

    /// <summary>Its jobs, in the order in which they were asked for, which is the order in which they are worked at.</summary>
    [Id(1)] public ImmutableArray<HistoryEntry> Entries { get; init; } = [];

    /// <summary>What its action catalogue lists and the table does not know. Bounded.</summary>
    [Id(2)] public ImmutableArray<CatalogueEntry> Catalogue { get; init; } = [];
}

/// <summary>One job, and where it stands.</summary>
[GenerateSerializer, Alias("audit.history-entry")]
public sealed record HistoryEntry
{
    /// <summary>What operators see of it.</summary>
    [Id(0)] public required HistoryJob Job { get; init; }

    /// <summary>Behind the last page that it is done with; null at the beginning and after Atlassian rejected it.</summary>
    [Id(1)] public string? Cursor { get; init; }

    /// <summary>Where to begin while there is no cursor.</summary>
    [Id(2)] public DateTimeOffset From { get; init; }

    /// <summary>How many times in a row Atlassian showed no way on from here.</summary>
    [Id(3)] public int DeadEnds { get; init; }

    /// <summary>The findings of the page at this place are counted: what of it is shipped since would count as present else.</summary>
    [Id(4)] public bool IsCounted { get; init; }
}

/// <summary>An action in an organization's own catalogue.</summary>
[GenerateSerializer, Alias("audit.catalogue-entry")]
public sealed record CatalogueEntry
{
    /// <summary>Its id.</summary>
    [Id(0)] public required string Action { get; init; }

    /// <summary>What Atlassian calls it; may be empty.</summary>
    [Id(1)] public string DisplayName { get; init; } = "";

    /// <summary>Where Atlassian lists it.</summary>
    [Id(2)] public ImmutableArray<string> Groups { get; init; } = [];
}
