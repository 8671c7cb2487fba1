using System.Globalization;
using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>Times as Atlassian writes them (ISO 8601, with and without fractions) and as the document has them (UTC, milliseconds).</summary>
internal static class Instant
{
    public const int Length = 24;
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static DateTimeOffset? Parse(ReadOnlySpan<byte> token)
    {
        if (token.IsEmpty)
            return null;
        var reader = new Utf8JsonReader(token);
        reader.Read();
        if (!reader.TryGetDateTimeOffset(out var parsed))
            return null;

        // Without an offset it is UTC, on whatever machine it is read.
        return HasOffset(token[1..^1]) ? parsed.ToUniversalTime() : new DateTimeOffset(parsed.DateTime, TimeSpan.Zero);
    }

    public static void Write(Utf8JsonWriter json, JsonEncodedText name, DateTimeOffset at)
    {
        Span<byte> text = stackalloc byte[Length];
        at.UtcDateTime.TryFormat(text, out _, Format, CultureInfo.InvariantCulture);
        json.WriteString(name, text);
    }

    private static bool HasOffset(ReadOnlySpan<byte> text) =>
        text.IndexOf((byte)'T') is >= 0 and var time && text[time..].IndexOfAny("Z+-"u8) >= 0;
}
