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

    /// <summary>The text as bytes, without a copy where nothing is escaped.</summary>
    public static ReadOnlySpan<byte> Utf8(ReadOnlySpan<byte> token) =>
        token[1..^1].Contains((byte)'\\') ? Encoding.UTF8.GetBytes(Read(token)) : token[1..^1];

    /// <summary>True when the reader stands on this name or text; text that cannot be unescaped is none that anybody knows.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
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

    public static bool Same(ReadOnlySpan<byte> token, ReadOnlySpan<byte> other) => Utf8(token).SequenceEqual(Utf8(other));
}
