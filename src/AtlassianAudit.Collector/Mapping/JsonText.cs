using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>Reads string tokens that may hold escapes, and escapes that are no text (half of a surrogate pair), which JSON permits.</summary>
internal static class JsonText
{
    /// <summary>The text of a string token with its quotes. What cannot be unescaped stays as it is written.</summary>
    public static string Read(ReadOnlySpan<byte> token)
    {
        var inner = token[1..^1];
        if (!inner.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(inner);

        var reader = new Utf8JsonReader(token);
        reader.Read();
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(inner);
        }
    }

    /// <summary>The text of a string token with its quotes, half of a surrogate pair being a character like any other: for comparing as others do.</summary>
    public static string Decode(ReadOnlySpan<byte> token)
    {
        var written = Encoding.UTF8.GetString(token[1..^1]);
        if (!written.Contains('\\', StringComparison.Ordinal))
            return written;
        var text = new StringBuilder(written.Length);
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] != '\\')
                text.Append(written[i]);
            else if (written[++i] == 'u')
            {
                text.Append((char)ushort.Parse(written.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
                text.Append(written[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
        }

        return text.ToString();
    }

    /// <summary>The text as bytes, without a copy where nothing is escaped.</summary>
    public static ReadOnlySpan<byte> Utf8(ReadOnlySpan<byte> token) =>
        token[1..^1].Contains((byte)'\\') ? Encoding.UTF8.GetBytes(Read(token)) : token[1..^1];

    /// <summary>True when the reader stands on this name or text; text that cannot be unescaped is none that anybody knows.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan.SequenceEqual(text);
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What Atlassian writes where an app has no address.</summary>
    public static bool IsAtlassianApp(ReadOnlySpan<byte> token) => token.SequenceEqual("\"Atlassian app\""u8);

    public static bool Same(ReadOnlySpan<byte> token, ReadOnlySpan<byte> other) => token.SequenceEqual(other) || Utf8(token).SequenceEqual(Utf8(other));
}
