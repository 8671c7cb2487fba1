using AtlassianAudit.Sandbox.Serving;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>A local Atlassian that speaks real HTTP on 127.0.0.1 and lives in this process.</summary>
internal sealed class AtlassianEmulator : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private AtlassianEmulator(LoopbackServer server, AtlassianWorld world) => (_server, World) = (server, world);

    public Uri Address => _server.Address;

    /// <summary>Requests that are being answered.</summary>
    public int InFlight => _server.InFlight;

    public AtlassianWorld World { get; }

    /// <summary>Starts one on a port, or on a free one with 0.</summary>
    public static async Task<AtlassianEmulator> StartAsync(int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var world = new AtlassianWorld(time);
        var server = await LoopbackServer.StartAsync(
            port,
            largestBody: null,
            application =>
            {
                new AuditApi(world, time).Map(application);
                new SandboxDoors(world).Map(application);
            },
            cancellationToken);
        return new AtlassianEmulator(server, world);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
