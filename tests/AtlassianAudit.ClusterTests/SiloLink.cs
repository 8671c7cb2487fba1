using System.Globalization;
using System.Net;
using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.ClusterTests;

/// <summary>A relay before one silo, which all others reach it through, and which may be cut for some of them.</summary>
internal sealed class SiloLink : IAsyncDisposable
{
    private readonly IPEndPoint _silo = new(IPAddress.Loopback, FreePorts.One());
    private readonly TcpRelay _relay;
    private Func<int, bool> _isCut = _ => false;

    public SiloLink() => _relay = new TcpRelay(new IPEndPoint(IPAddress.Loopback, 0), _silo, caller =>
    {
        var process = Sockets.OwnerOf((IPEndPoint)caller.Client.RemoteEndPoint!);

        // Whoever is gone already misses nothing.
        return () => process is not { } known || _isCut(known);
    });

    /// <summary>What the silo is told: others know the relay's address only.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Orleans:Endpoints:SiloPort"] = _relay.Port.ToString(CultureInfo.InvariantCulture),
        ["Orleans:Endpoints:SiloListeningEndpoint"] = _silo.ToString(),
    };

    /// <summary>Cuts every connection, old or new, for which this holds of the connecting process.</summary>
    public void Cut(Func<int, bool> from) => _isCut = from;

    public ValueTask DisposeAsync() => _relay.DisposeAsync();
}
