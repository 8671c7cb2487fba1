using System.Buffers.Text;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>An address as Elasticsearch's <c>ip</c> type takes it, and a port where one was written with it.</summary>
internal readonly ref struct SourceAddress
{
    private SourceAddress(ReadOnlySpan<byte> ip, int? port)
    {
        Ip = ip;
        Port = port;
    }

    /// <summary>Without brackets and port; empty = no IP address.</summary>
    public ReadOnlySpan<byte> Ip { get; }

    /// <summary>The port; null = none.</summary>
    public int? Port { get; }

    public static SourceAddress Parse(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t"u8);
        if (IpText.IsIp(text))
            return new SourceAddress(text, null);
        if (text is [(byte)'[', ..] && text.IndexOf((byte)']') is > 0 and var end)
            return With(text[1..end], text[(end + 1)..]);
        return text.IndexOf((byte)':') is > 0 and var colon && colon == text.LastIndexOf((byte)':') ? With(text[..colon], text[colon..]) : default;
    }

    private static SourceAddress With(ReadOnlySpan<byte> ip, ReadOnlySpan<byte> rest)
    {
        if (!IpText.IsIp(ip))
            return default;
        if (rest.IsEmpty)
            return new SourceAddress(ip, null);
        return rest is [(byte)':', (>= (byte)'0' and <= (byte)'9'), ..] && Utf8Parser.TryParse(rest[1..], out ushort port, out var read) && read == rest.Length - 1
            ? new SourceAddress(ip, port)
            : default;
    }
}
