using System.Net;
using System.Net.Sockets;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>
/// Ports that a process may be told to listen on. They lie below those that systems give to outgoing connections: one of these could be taken by any connection before
/// its process listens, and again while that is killed and started anew.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int Last = 32_000;

    /// <summary>Several runs at once begin at different places.</summary>
    private static int _next = Random.Shared.Next(First, Last);

    public static int One()
    {
        for (var tried = First; tried < Last; tried++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % (Last - First));
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }

        throw new SandboxException($"No port from {First} to {Last} is free. Stop some of the programs that listen there.");
    }
}
