using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AtlassianAudit.Host.Telemetry;

/// <summary>Ready = this silo is an active member of its cluster.</summary>
internal sealed class SiloHealth(ISiloStatusOracle silos) : IHealthCheck
{
    public const string Ready = "ready";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(silos.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The silo is {silos.CurrentStatus}."));
}
