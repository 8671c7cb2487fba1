using AtlassianAudit.Contracts.Destinations;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>The settings of one destination, as persisted.</summary>
[GenerateSerializer, Alias("audit.destination-state")]
public sealed record DestinationState
{
    /// <summary>Null = there is no such destination.</summary>
    [Id(0)] public DestinationSettings? Settings { get; init; }

    /// <summary>Grows with every change, over deletion, too: a silo must not take old settings for new ones.</summary>
    [Id(1)] public long Version { get; init; }
}

/// <summary>The names of all destinations, as persisted.</summary>
[GenerateSerializer, Alias("audit.destination-names")]
public sealed record DestinationNames
{
    [Id(0)] public SortedSet<string> Names { get; init; } = new(StringComparer.Ordinal);
}
