using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>A local Atlassian that speaks real HTTP on 127.0.0.1 and lives in this process.</summary>
internal sealed class AtlassianEmulator : IAsyncDisposable
{
    private readonly WebApplication _application;

    private AtlassianEmulator(WebApplication application, AtlassianWorld world)
    {
        _application = application;
        World = world;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = new Uri(addresses.Addresses.First());
    }

    public Uri Address { get; }

    public AtlassianWorld World { get; }

    /// <summary>Starts one on a port, or on a free one with 0.</summary>
    public static async Task<AtlassianEmulator> StartAsync(int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });

        var application = builder.Build();
        var world = new AtlassianWorld(time);
        new AuditApi(world, time).Map(application);
        new SandboxDoors(world).Map(application);
        await application.StartAsync(cancellationToken);
        return new AtlassianEmulator(application, world);
    }

    public async ValueTask DisposeAsync()
    {
        // Requests that a slow fault holds back are not waited for.
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    /// <summary>Signals belong to the process that the emulator lives in.</summary>
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
