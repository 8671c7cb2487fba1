using System.Net;
using System.Net.Sockets;

namespace AtlassianAudit.Tests;

/// <summary>An address where nobody accepts and nobody refuses, like a machine that is off: its queue of connections is full.</summary>
internal sealed class SilentMachine : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _queue = [];

    public SilentMachine()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);

        // As many as the system takes, whatever it makes of the one.
        for (var full = false; !full;)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _queue.Add(socket);
            full = !socket.ConnectAsync(_listener.LocalEndPoint!).Wait(TimeSpan.FromMilliseconds(100));
        }
    }

    public Uri Address => new($"http://{_listener.LocalEndPoint}");

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _queue)
            socket.Dispose();
    }
}
