using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// An address as Elasticsearch's <c>ip</c> type takes it, and a port where one was written with it. .NET alone reads <c>1</c> and <c>00.00.00.00</c> as
/// addresses, Elasticsearch does not, and would refuse the document.
/// </summary>
/// <param name="Ip">Without brackets and port; null = no IP address.</param>
/// <param name="Port">The port; null = none.</param>
internal readonly record struct SourceAddress(string? Ip, int? Port)
{
    public static SourceAddress Parse(string text)
    {
        text = text.Trim();
        if (IsIp(text))
            return new SourceAddress(text, null);
        if (text.StartsWith('[') && text.IndexOf(']') is > 0 and var end)
            return With(text[1..end], text[(end + 1)..]);
        return text.IndexOf(':') is > 0 and var colon && colon == text.LastIndexOf(':') ? With(text[..colon], text[colon..]) : default;
    }

    private static SourceAddress With(string ip, string rest)
    {
        if (!IsIp(ip))
            return default;
        if (rest.Length == 0)
            return new SourceAddress(ip, null);
        return rest[0] == ':' && ushort.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new SourceAddress(ip, port)
            : default;
    }

    private static bool IsIp(string text) =>
        text.Contains(':', StringComparison.Ordinal)
            ? !text.AsSpan().ContainsAny("%[]") && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            : IsIpV4(text);

    private static bool IsIpV4(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part =>
            part is { Length: 1 } or { Length: 2 or 3 } and not ['0', ..] && byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }
}
