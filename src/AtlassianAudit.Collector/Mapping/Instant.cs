using System.Globalization;
using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>Times as Atlassian writes them (ISO 8601, with and without fractions) and as the document has them (UTC, milliseconds).</summary>
internal static class Instant
{
    public const int Length = 24;
    private const int RoundTripLength = 28;

    public static DateTimeOffset? Parse(ReadOnlySpan<byte> token)
    {
        if (token.IsEmpty)
            return null;
        if (!TryRead(token, out var parsed) && !TryRead(WithColon(token), out parsed))
            return null;

        // Without an offset it is UTC, on whatever machine it is read.
        return HasOffset(JsonText.Utf8(token)) ? parsed.ToUniversalTime() : new DateTimeOffset(parsed.DateTime, TimeSpan.Zero);
    }

    public static void Write(Utf8JsonWriter json, JsonEncodedText name, DateTimeOffset at)
    {
        // The round-trip format is the fast one; of its seven decimals three stay.
        Span<byte> text = stackalloc byte[RoundTripLength];
        at.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[Length - 1] = (byte)'Z';
        json.WriteString(name, text[..Length]);
    }

    private static bool TryRead(ReadOnlySpan<byte> token, out DateTimeOffset parsed)
    {
        var reader = new Utf8JsonReader(token);
        reader.Read();
        try
        {
            return reader.TryGetDateTimeOffset(out parsed);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no time.
            parsed = default;
            return false;
        }
    }

    /// <summary>ISO 8601 permits an offset without a colon, the reader does not.</summary>
    private static ReadOnlySpan<byte> WithColon(ReadOnlySpan<byte> token) =>
        token is [.., (byte)'+' or (byte)'-', _, _, _, _, (byte)'"'] ? new ReadOnlySpan<byte>([.. token[..^3], (byte)':', .. token[^3..]]) : token;

    private static bool HasOffset(ReadOnlySpan<byte> text) =>
        text.IndexOf((byte)'T') is >= 0 and var time && text[time..].IndexOfAny("Z+-"u8) >= 0;
}
