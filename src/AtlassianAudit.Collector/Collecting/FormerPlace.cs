using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>Where an organization's events went before an operator sent them elsewhere: what lies there is delivered, and is not shipped again.</summary>
[GenerateSerializer, Immutable, Alias("audit.former-place")]
public sealed record FormerPlace
{
    /// <summary>The destination's name; it may be gone.</summary>
    [Id(0)] public required string Destination { get; init; }

    /// <summary>Names the data streams.</summary>
    [Id(1)] public required string Namespace { get; init; }

    /// <summary>When the events went elsewhere.</summary>
    [Id(2)] public DateTimeOffset LeftAt { get; init; }

    /// <summary>True for the place that settings name.</summary>
    public bool IsOf(OrganizationSettings settings) => settings.Destination == Destination && settings.Namespace == Namespace;
}
