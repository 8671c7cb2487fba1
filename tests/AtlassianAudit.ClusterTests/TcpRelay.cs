using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AtlassianAudit.ClusterTests;

/// <summary>
/// Passes TCP connections on. What is cut stays open and nothing passes any more in either direction, as when a network is gone: nobody is told.
/// </summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly Func<TcpClient, Func<bool>> _whetherCut;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _pumps = [];
    private readonly Task _accepting;

    /// <param name="listen">Where it listens; port 0 = a free one.</param>
    /// <param name="target">Where it passes connections on to.</param>
    /// <param name="whetherCut">Asked once for each connection; what it answers is asked before anything is passed on.</param>
    public TcpRelay(IPEndPoint listen, IPEndPoint target, Func<TcpClient, Func<bool>>? whetherCut = null)
    {
        (_target, _whetherCut) = (target, whetherCut ?? (_ => () => false));
        _listener = new TcpListener(listen);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_pumps);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _pumps.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient caller)
    {
        using var callerOnEnd = caller;
        using var target = new TcpClient();
        try
        {
            var isCut = _whetherCut(caller);
            await target.ConnectAsync(_target, _end.Token);
            await Task.WhenAny(PumpAsync(caller.GetStream(), target.GetStream(), isCut), PumpAsync(target.GetStream(), caller.GetStream(), isCut));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // Either side is gone; so is the other, when both are disposed.
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, Func<bool> isCut)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, _end.Token) is > 0 and var read)
        {
            if (isCut())
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _end.Token);
            await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }
}
