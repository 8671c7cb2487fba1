using System.Net;
using System.Net.Sockets;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>Ports of the loopback address that nobody listens on.</summary>
internal static class FreePorts
{
    public static int One()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
