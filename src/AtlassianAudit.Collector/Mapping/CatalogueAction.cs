using System.Collections.Immutable;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>An action as an organization's own catalogue lists it.</summary>
internal sealed record CatalogueAction(string Id, string DisplayName, ImmutableArray<string> Groups);
