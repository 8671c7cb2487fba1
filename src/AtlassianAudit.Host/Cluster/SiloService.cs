using AtlassianAudit.Contracts.Cluster;
using Orleans.Concurrency;

namespace AtlassianAudit.Host.Cluster;

/// <summary>Answers whoever asks this silo what it is.</summary>
[Reentrant]
internal sealed class SiloService(GrainId id, Silo silo, ISilos silos, ILoggerFactory loggers) : GrainService(id, silo, loggers), ISiloService
{
    public Task<SiloDescription> DescribeAsync() => Task.FromResult(new SiloDescription(HostVersion.Text, silos.Phase));
}
