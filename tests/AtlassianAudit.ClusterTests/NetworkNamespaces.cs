using System.Diagnostics;
using System.Net;
using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.ClusterTests;

/// <summary>
/// A network of Linux' own between silos: each in a namespace with an address, all on one bridge, whose end on this side reaches what the silos need. Addresses are of
/// 198.51.100.0/24, which RFC 5737 sets apart, and lead nowhere else.
/// </summary>
internal sealed class NetworkNamespaces : IAsyncDisposable
{
    private const string Bridge = "aabr0";
    private const string Gateway = "198.51.100.1";

    private readonly List<TcpRelay> _relays = [];
    private readonly List<string> _names = [];

    /// <summary>Why this machine does not allow it; null = it does.</summary>
    public static async Task<string?> ProblemAsync()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            return "network namespaces need Linux and root";
        try
        {
            await IpAsync("netns", "add", "aaprobe");
            await IpAsync("netns", "del", "aaprobe");
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"network namespaces are not allowed here: {exception.Message}";
        }
    }

    public static async Task<NetworkNamespaces> CreateAsync()
    {
        await SweepAsync();
        await IpAsync("link", "add", Bridge, "type", "bridge");
        await IpAsync("addr", "add", $"{Gateway}/24", "dev", Bridge);
        await IpAsync("link", "set", Bridge, "up");
        return new NetworkNamespaces();
    }

    /// <summary>A namespace for one silo.</summary>
    public async Task<HostPlace> AddAsync()
    {
        var number = _names.Count + 1;
        var (name, address) = ($"aasilo{number}", $"198.51.100.{10 + number}");
        _names.Add(name);
        await IpAsync("netns", "add", name);
        await IpAsync("link", "add", Link(number), "type", "veth", "peer", "name", "eth0", "netns", name);
        await IpAsync("link", "set", Link(number), "master", Bridge, "up");
        await IpAsync("-n", name, "addr", "add", $"{address}/24", "dev", "eth0");
        await IpAsync("-n", name, "link", "set", "eth0", "up");
        await IpAsync("-n", name, "link", "set", "lo", "up");
        return new HostPlace { Address = address, Launcher = ["ip", "netns", "exec", name, "dotnet"] };
    }

    /// <summary>The address under which silos reach a server that listens on this machine's loopback address.</summary>
    public string Reach(int port)
    {
        var relay = new TcpRelay(new IPEndPoint(IPAddress.Parse(Gateway), 0), new IPEndPoint(IPAddress.Loopback, port));
        _relays.Add(relay);
        return $"{Gateway}:{relay.Port}";
    }

    /// <summary>Pulls the cable of a silo, by its number from 1.</summary>
    public static Task CutAsync(int number) => IpAsync("link", "set", Link(number), "down");

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
            await relay.DisposeAsync();
        foreach (var name in _names)
            await IpAsync("netns", "del", name);
        await IpAsync("link", "del", Bridge);
    }

    /// <summary>Takes away what a run that was killed has left.</summary>
    private static async Task SweepAsync()
    {
        if (Directory.Exists("/run/netns"))
            foreach (var left in Directory.EnumerateFiles("/run/netns", "aasilo*"))
                await IpAsync("netns", "del", Path.GetFileName(left));
        if (Directory.Exists($"/sys/class/net/{Bridge}"))
            await IpAsync("link", "del", Bridge);
    }

    private static string Link(int number) => $"aaveth{number}";

    private static async Task IpAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error.Trim()}");
    }
}
