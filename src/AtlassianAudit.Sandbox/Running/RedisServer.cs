using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>A Redis of its own on a free port, which keeps every write (AOF), over all its lives.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private readonly ProcessStartInfo _start;
    private readonly int _port = FreePorts.One();
    private Process? _process;

    public RedisServer(string directory)
    {
        Directory.CreateDirectory(directory);
        _start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, WorkingDirectory = directory };
        foreach (var argument in new[] { "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--appendonly", "yes", "--save", "", "--dir", directory })
            _start.ArgumentList.Add(argument);
    }

    public int Port => _port;

    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <exception cref="SandboxException">There is no redis-server on this machine.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _process = Process.Start(_start)!;
        }
        catch (Win32Exception exception)
        {
            throw new SandboxException($"redis-server cannot be started ({exception.Message}). A cluster needs it: apt-get install redis-server.");
        }

        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        while (!await AnswersAsync(cancellationToken))
        {
            if (_process.HasExited)
                throw new SandboxException($"redis-server ended with exit code {_process.ExitCode}.");
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

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
