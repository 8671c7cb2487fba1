using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>The entries of one directory shard, as persisted.</summary>
[GenerateSerializer, Alias("audit.directory-state")]
public sealed class DirectoryState
{
    /// <summary>By organization id, in ordinal order.</summary>
    [Id(0)] public SortedDictionary<string, OrganizationStatus> Entries { get; init; } = new(StringComparer.Ordinal);
}
