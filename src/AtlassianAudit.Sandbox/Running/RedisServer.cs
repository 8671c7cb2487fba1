using System.Globalization;
using System.Net.Sockets;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>A Redis of its own on a free port, which has written down whatever it acknowledged, over all its lives.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly int _port = FreePorts.One();

    public RedisServer(string directory)
    {
        Directory.CreateDirectory(directory);
        _process = new ChildProcess(
            "redis-server, which a cluster needs (apt-get install redis-server),",
            [
                "redis-server", "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--dir", directory,
            ],
            directory);
    }

    public int Port => _port;

    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <exception cref="SandboxException">There is no redis-server on this machine.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _process.StartAsync(AnswersAsync, cancellationToken);

    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            // Not listening yet.
            return false;
        }
    }
}
