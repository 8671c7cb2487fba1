using System.Collections.Immutable;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>The entries of one directory shard, as persisted. Replaced and never changed: the storage may still be writing the one before.</summary>
[GenerateSerializer, Alias("audit.directory-state")]
public sealed record DirectoryState
{
    /// <summary>By organization id, in ordinal order, which a serializer does not know of.</summary>
    [Id(0)]
    public ImmutableSortedDictionary<string, OrganizationStatus> Entries { get; init => field = value.WithComparers(StringComparer.Ordinal); } =
        ImmutableSortedDictionary.Create<string, OrganizationStatus>(StringComparer.Ordinal);
}
