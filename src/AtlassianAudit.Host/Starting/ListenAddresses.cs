using System.Net;
using System.Net.Sockets;

namespace AtlassianAudit.Host.Starting;

/// <summary>Tries the addresses to listen on before the silo starts: a port in use would be noticed last of all.</summary>
internal static class ListenAddresses
{
    public static void Check(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(url);
            if (address is { IsUnixPipe: true } or { IsNamedPipe: true } || address.Port == 0)
                continue;
            var ip = address.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(address.Host.Trim('[', ']'), out var parsed) ? parsed : IPAddress.IPv6Any;
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(ip, address.Port));
                socket.Listen();
            }
            catch (SocketException exception)
            {
                throw new StartUpException($"{url} cannot be listened on ({exception.Message}). Stop the process that has it, or choose another address with --urls.");
            }
        }
    }
}
