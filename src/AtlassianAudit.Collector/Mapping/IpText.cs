using System.Buffers;
using System.Buffers.Text;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// Which texts are IP addresses for Elasticsearch. .NET alone reads <c>1</c>, <c>00.00.00.00</c> and <c>::ffff:1.2.3.04</c> as addresses, too;
/// Elasticsearch does not, and would refuse the document. A zone (<c>%eth0</c>) is none of the address.
/// </summary>
internal static class IpText
{
    private const int Groups = 8;
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    public static bool IsIp(ReadOnlySpan<byte> text) => text.Contains((byte)':') ? IsIpV6(text) : IsIpV4(text);

    private static bool IsIpV4(ReadOnlySpan<byte> text)
    {
        var parts = 0;
        foreach (var range in text.Split((byte)'.'))
            if (++parts > 4 || !IsOctet(text[range]))
                return false;
        return parts == 4;
    }

    private static bool IsOctet(ReadOnlySpan<byte> part) =>
        part.Length is >= 1 and <= 3
        && (part.Length == 1 || part[0] != (byte)'0')
        && Utf8Parser.TryParse(part, out byte _, out var read) && read == part.Length;

    /// <summary>Eight groups, of which one run may be <c>::</c> and the last two may be written as an IPv4 address.</summary>
    private static bool IsIpV6(ReadOnlySpan<byte> text)
    {
        var groups = 0;
        if (text.LastIndexOf((byte)':') is var last && text[last..].Contains((byte)'.'))
        {
            if (!IsIpV4(text[(last + 1)..]))
                return false;
            groups = 2;

            // What is left ends with the colon before the address, which is half of a run or nothing.
            text = last > 0 && text[last - 1] == (byte)':' ? text[..(last + 1)] : text[..last];
        }

        var run = text.IndexOf("::"u8);
        if (run < 0)
            return AddGroups(text, ref groups) && groups == Groups;
        return AddGroups(text[..run], ref groups) && AddGroups(text[(run + 2)..], ref groups) && groups < Groups;
    }

    private static bool AddGroups(ReadOnlySpan<byte> text, ref int groups)
    {
        if (text.IsEmpty)
            return true;
        foreach (var range in text.Split((byte)':'))
        {
            var group = text[range];
            if (group.Length is < 1 or > 4 || group.ContainsAnyExcept(HexDigits))
                return false;
            groups++;
        }

        return true;
    }
}
