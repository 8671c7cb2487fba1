using System.Globalization;
using System.Net;

namespace AtlassianAudit.ClusterTests;

/// <summary>Which process a connection comes from, as Linux tells it: all silos of this machine have one address.</summary>
internal static class Sockets
{
    private const int LocalAddress = 1;
    private const int Inode = 9;

    /// <summary>The id of the process that holds the local end of a connection; null where nobody holds it any more.</summary>
    public static int? OwnerOf(IPEndPoint local)
    {
        var port = $":{local.Port.ToString("X4", CultureInfo.InvariantCulture)}";
        var inode = File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(columns => columns[LocalAddress].EndsWith(port, StringComparison.Ordinal) && columns[Inode] != "0")?[Inode];
        return inode is null ? null : Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) ? id : (int?)null)
            .FirstOrDefault(id => id is { } process && Holds(process, $"socket:[{inode}]"));
    }

    private static bool Holds(int process, string socket)
    {
        try
        {
            return new DirectoryInfo($"/proc/{process}/fd").EnumerateFileSystemInfos().Any(file => file.LinkTarget == socket);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }
}
