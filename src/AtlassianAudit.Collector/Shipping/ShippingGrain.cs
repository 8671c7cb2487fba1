using System.Collections.Immutable;
using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Shipping;
using Orleans.Concurrency;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>The door to a destination on the caller's own silo, so that a batch never crosses the network twice.</summary>
[GrainType("shipping"), StatelessWorker(1), Reentrant]
internal sealed class ShippingGrain(DestinationPipelines pipelines) : Grain, IShippingGrain
{
    public Task<ShipReport> ShipAsync(MappedBatch batch) => pipelines.ShipAsync(this.GetPrimaryKeyString(), batch);

    public Task<LookResult<ImmutableArray<Whereabouts>>> TakeStockAsync(StockQuestion question) =>
        pipelines.AskAsync(this.GetPrimaryKeyString(), (transport, cancellationToken) => new StockTaking(transport).TakeAsync(question, cancellationToken));

    public Task<LookResult<DeadLetterPage>> ReadDeadLettersAsync(DeadLetterQuery query) =>
        pipelines.AskAsync(this.GetPrimaryKeyString(), (transport, cancellationToken) => new DeadLetterReading(transport).ReadAsync(query, cancellationToken));
}
