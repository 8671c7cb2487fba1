namespace AtlassianAudit.Host.Cluster;

/// <summary>
/// Starts the silo behind the web server and stops it before, so that the health endpoints tell a silo that starts or drains from one that is not there. Orleans' own
/// hosted service is wrapped for it; while the silo does not run, the API answers 503.
/// </summary>
internal sealed class SiloLifetime(IHostedService silo) : IHostedLifecycleService
{
    /// <summary>Puts this in the place of Orleans' own.</summary>
    public static void Wrap(IServiceCollection services)
    {
        var own = services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(Silo).Assembly);
        services.Remove(own);
        services.AddSingleton<IHostedService>(provider => new SiloLifetime((IHostedService)ActivatorUtilities.CreateInstance(provider, own.ImplementationType!)));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => silo.StartAsync(cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => silo.StopAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
