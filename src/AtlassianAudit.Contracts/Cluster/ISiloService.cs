using Orleans.Services;

namespace AtlassianAudit.Contracts.Cluster;

/// <summary>Each silo's own door. It is asked by address and stands in no directory, so an answer says that this very silo can be reached.</summary>
[Alias("audit.silo-service")]
public interface ISiloService : IGrainService
{
    /// <summary>What the silo is and does.</summary>
    [Alias("Describe")]
    Task<SiloDescription> DescribeAsync();
}

/// <summary>The silos of the cluster, this one and the others.</summary>
public interface ISilos : IGrainServiceClient<ISiloService>
{
    /// <summary>What this silo does.</summary>
    SiloPhase Phase { get; }

    /// <summary>Asks a silo; null = it did not answer within a second, or is of a version that cannot.</summary>
    Task<SiloDescription?> AskAsync(SiloAddress silo);
}

/// <summary>What a silo says of itself.</summary>
/// <param name="Version">The version of its collector.</param>
/// <param name="Phase">What it does.</param>
[GenerateSerializer, Immutable, Alias("audit.silo-description")]
public sealed record SiloDescription([property: Id(0)] string Version, [property: Id(1)] SiloPhase Phase);

/// <summary>What a silo does.</summary>
public enum SiloPhase
{
    /// <summary>It joins its cluster, and takes no requests yet.</summary>
    Starting,

    /// <summary>It collects, and takes requests.</summary>
    Ready,

    /// <summary>It was told to end: it hands over what lives on it.</summary>
    Draining,
}
