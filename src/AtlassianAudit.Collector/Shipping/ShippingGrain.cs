using AtlassianAudit.Contracts.Shipping;
using Orleans.Concurrency;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>The door to a destination on the caller's own silo, so that a batch never crosses the network twice.</summary>
[StatelessWorker(1), Reentrant]
internal sealed class ShippingGrain(DestinationPipelines pipelines) : Grain, IShippingGrain
{
    public Task<ShipReport> ShipAsync(MappedBatch batch) => pipelines.ShipAsync(this.GetPrimaryKeyString(), batch);
}
