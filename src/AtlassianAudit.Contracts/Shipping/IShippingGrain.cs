using System.Collections.Immutable;

namespace AtlassianAudit.Contracts.Shipping;

/// <summary>Delivers batches to one destination, from the silo of the caller. Key: the destination's name.</summary>
[Alias("audit.shipping")]
public interface IShippingGrain : IGrainWithStringKey
{
    /// <summary>
    /// Delivers a batch and says what became of each document. Returns within 10 seconds: what is not settled by then is
    /// <see cref="ItemOutcome.Pending"/> in a <see cref="ShipReport.Pressure"/>, and the caller offers it again later.
    /// </summary>
    [Alias("Ship")]
    Task<ShipReport> ShipAsync(MappedBatch batch);

    /// <summary>Says what the destination holds of some events. Returns within 10 seconds.</summary>
    [Alias("TakeStock")]
    Task<LookResult<ImmutableArray<Whereabouts>>> TakeStockAsync(StockQuestion question);

    /// <summary>Reads an organization's dead letters. Returns within 10 seconds.</summary>
    [Alias("ReadDeadLetters")]
    Task<LookResult<DeadLetterPage>> ReadDeadLettersAsync(DeadLetterQuery query);
}
