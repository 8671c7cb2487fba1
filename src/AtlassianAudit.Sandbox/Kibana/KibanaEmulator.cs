using AtlassianAudit.Sandbox.Serving;

namespace AtlassianAudit.Sandbox.Kibana;

/// <summary>A local Kibana that speaks real HTTP on 127.0.0.1 and lives in this process. It looks closer at what it imports than the real one, which finds out when somebody opens it.</summary>
internal sealed class KibanaEmulator : IAsyncDisposable
{
    /// <summary><c>savedObjects.maxImportPayloadBytes</c>.</summary>
    private const long LargestImport = 26_214_400;

    private readonly LoopbackServer _server;

    private KibanaEmulator(LoopbackServer server, KibanaWorld world) => (_server, World) = (server, world);

    public Uri Address => _server.Address;

    public KibanaWorld World { get; }

    /// <summary>Starts one on a port, or on a free one with 0.</summary>
    public static async Task<KibanaEmulator> StartAsync(int port, CancellationToken cancellationToken)
    {
        var world = new KibanaWorld();
        var server = await LoopbackServer.StartAsync(port, LargestImport, new KibanaEndpoints(world).Map, cancellationToken);
        return new KibanaEmulator(server, world);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
