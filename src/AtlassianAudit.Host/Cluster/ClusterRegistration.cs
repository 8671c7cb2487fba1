using AtlassianAudit.Contracts.Cluster;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace AtlassianAudit.Host.Cluster;

/// <summary>What a silo knows of itself and of the others, and says at <c>/health</c>.</summary>
internal static class ClusterRegistration
{
    /// <summary>Call it behind <c>UseOrleans</c>.</summary>
    public static IServiceCollection AddCluster(this IServiceCollection services)
    {
        SiloLifetime.Wrap(services);
        services.AddSingleton<ISilos, Silos>();
        services.AddGrainService<SiloService>();
        services.AddSingleton<SiloHealth>();
        services.AddHealthChecks().AddCheck<SiloHealth>(nameof(SiloHealth), tags: [SiloHealth.Ready]);
        return services;
    }

    /// <summary>Short of everything else: a token that comes with the question would be looked up on a silo that may not be reached.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).DisableHttpMetrics().ShortCircuit();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(SiloHealth.Ready), ResponseWriter = HealthAnswer.WriteAsync })
            .DisableHttpMetrics().ShortCircuit();
    }
}
