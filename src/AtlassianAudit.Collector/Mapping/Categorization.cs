using System.Collections.Immutable;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>The ECS categorisation of an action: only values, and combinations, that ECS allows.
/// <see href="https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category"/></summary>
internal sealed record Categorization(ImmutableArray<string> Category, ImmutableArray<string> Type, string Outcome);
