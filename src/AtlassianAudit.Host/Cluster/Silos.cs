using AtlassianAudit.Contracts.Cluster;
using Orleans.Runtime.Services;

namespace AtlassianAudit.Host.Cluster;

/// <summary>Asks silos by their addresses.</summary>
internal sealed class Silos(IServiceProvider services, IHostApplicationLifetime lifetime, TimeProvider time) : GrainServiceClient<ISiloService>(services), ISilos
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public SiloPhase Phase =>
        lifetime.ApplicationStopping.IsCancellationRequested ? SiloPhase.Draining
        : lifetime.ApplicationStarted.IsCancellationRequested ? SiloPhase.Ready
        : SiloPhase.Starting;

    public async Task<SiloDescription?> AskAsync(SiloAddress silo)
    {
        try
        {
            return await GetGrainService(silo).DescribeAsync().WaitAsync(Patience, time);
        }
        catch (Exception)
        {
            // Whatever kept it from answering (a silo of an older version says so in its serializer's words), that it did not is what the caller asks.
            return null;
        }
    }
}
