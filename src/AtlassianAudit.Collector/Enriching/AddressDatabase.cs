using System.Net;
using System.Net.Sockets;
using AtlassianAudit.Collector.Mapping;
using MaxMind.Db;

namespace AtlassianAudit.Collector.Enriching;

/// <summary>
/// One edition of a database file. It may be retired while look-ups run: the last one out closes it.
/// </summary>
internal sealed class AddressDatabase
{
    private const string Ipinfo = "ipinfo";
    private readonly Reader _reader;
    private readonly bool _isIpinfo;

    /// <summary>Look-ups that run, and one more for being in use.</summary>
    private int _users = 1;

    private AddressDatabase(Reader reader)
    {
        _reader = reader;
        _isIpinfo = reader.Metadata.DatabaseType.StartsWith(Ipinfo, StringComparison.OrdinalIgnoreCase);
        BuiltAt = new DateTimeOffset(reader.Metadata.BuildDate.Ticks, TimeSpan.Zero);
    }

    public string Type => _reader.Metadata.DatabaseType;

    public DateTimeOffset BuiltAt { get; }

    /// <summary>
    /// Reads the file into a memory mapping of its own. The file itself is not mapped: a process that looks into a mapped file while somebody rewrites it in
    /// place, as <c>cp</c> does, is killed by the system.
    /// </summary>
    /// <exception cref="InvalidDatabaseException">It is no such database.</exception>
    public static AddressDatabase Open(Stream file) => new(new Reader(file));

    /// <summary>False when it is retired: another one is in use.</summary>
    public bool TryFind(IPAddress address, out AddressFacts? facts)
    {
        facts = null;
        if (!TryEnter())
            return false;
        try
        {
            if (address.IsIPv4MappedToIPv6)
                address = address.MapToIPv4();

            // A database of IPv4 alone has nothing to say of the others.
            if (_reader.Metadata.IPVersion == 4 && address.AddressFamily != AddressFamily.InterNetwork)
                return true;
            facts = _isIpinfo ? _reader.Find<IpinfoRecord>(address)?.ToFacts() : _reader.Find<MaxMindRecord>(address)?.ToFacts();
            return true;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Closes it as soon as nobody looks into it any more.</summary>
    public void Retire() => Leave();

    private bool TryEnter()
    {
        while (true)
        {
            var users = Volatile.Read(ref _users);
            if (users == 0)
                return false;
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
                return true;
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _reader.Dispose();
    }
}
