using System.Collections.Immutable;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Tests.Upgrades;

/// <summary>What a later version may make of <see cref="HistoryJob"/>: a member behind all others, and one within one of its members.</summary>
[GenerateSerializer, Immutable, Alias("audit.test.later-job")]
internal sealed record LaterJob
{
    [Id(0)] public HistoryJobKind Kind { get; init; }
    [Id(1)] public int Number { get; init; }
    [Id(10)] public string? Reason { get; init; }
    [Id(11)] public LaterCounters? Counters { get; init; }
    [Id(13)] public LaterCounters? Expected { get; init; }
}

/// <summary>A later <see cref="OrganizationCounters"/>.</summary>
[GenerateSerializer, Immutable, Alias("audit.test.later-counters")]
internal sealed record LaterCounters
{
    [Id(0)] public long Fetched { get; init; }
    [Id(1)] public long Stored { get; init; }
    [Id(8)] public ImmutableArray<string> Reasons { get; init; } = [];
}

/// <summary>A later <see cref="ShipReport"/>, with a member in the part that its cases share: the first to come on the wire.</summary>
[GenerateSerializer, Immutable, Alias("later.ship-report")]
internal abstract record LaterReport
{
    [Id(0)] public ImmutableArray<ItemOutcome> Outcomes { get; init; }
    [Id(1)] public string? WriteIndex { get; init; }
    [Id(4)] public Refusal? First { get; init; }

    /// <summary>Its name is as long as the one that it stands for, so that one can be put in place of the other.</summary>
    [GenerateSerializer, Immutable, Alias("later.ship-report.settled")]
    internal sealed record Settled : LaterReport
    {
        [Id(0)] public ImmutableArray<Refusal> Refusals { get; init; }
        [Id(1)] public string? Note { get; init; }
    }
}
