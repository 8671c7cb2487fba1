using System.Collections.Immutable;

namespace AtlassianAudit.Contracts.Shipping;

/// <summary>Asks what a destination holds of some events.</summary>
/// <param name="OrganizationId">Whose events they are.</param>
/// <param name="Namespace">Names the data streams to look in: audit, its failure store, dead letters.</param>
/// <param name="DocumentIds">For each event its <c>_id</c>.</param>
/// <param name="EventIds">For each event its own id; null where it has none.</param>
[GenerateSerializer, Immutable, Alias("audit.stock-question")]
public sealed record StockQuestion(
    [property: Id(0)] string OrganizationId,
    [property: Id(1)] string Namespace,
    [property: Id(2)] ImmutableArray<string> DocumentIds,
    [property: Id(3)] ImmutableArray<string?> EventIds);

/// <summary>Where an event is.</summary>
public enum Whereabouts : byte
{
    /// <summary>Nowhere.</summary>
    Missing,

    /// <summary>In the audit stream, once.</summary>
    Present,

    /// <summary>In the audit stream, more than once.</summary>
    Doubled,

    /// <summary>In the failure store.</summary>
    Quarantined,

    /// <summary>Among the dead letters.</summary>
    DeadLettered,
}
