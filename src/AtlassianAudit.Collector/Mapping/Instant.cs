using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>Times as Atlassian writes them (ISO 8601, with and without fractions) and as the document has them (UTC, milliseconds).</summary>
internal static class Instant
{
    public const int Length = 24;
    private const int RoundTripLength = 28;

    /// <summary>The time that the reader stands on; null where its text is none.</summary>
    public static DateTimeOffset? Read(ref Utf8JsonReader reader)
    {
        if (!TryRead(ref reader, out var parsed) && !TryReadWithColon(reader.ValueSpan, out parsed))
            return null;

        // Without an offset it is UTC, on whatever machine it is read.
        return HasOffset(ref reader) ? parsed.ToUniversalTime() : new DateTimeOffset(parsed.DateTime, TimeSpan.Zero);
    }

    /// <summary>True for the token of a time that is written just as <see cref="Write"/> does.</summary>
    public static bool IsWritten(ReadOnlySpan<byte> token) =>
        token is [_, _, _, _, _, _, _, _, _, _, _, (byte)'T', _, _, _, _, _, _, _, _, (byte)'.', _, _, _, (byte)'Z', _] && !token.Contains((byte)'\\');

    public static void Write(Utf8JsonWriter json, JsonEncodedText name, DateTimeOffset at)
    {
        // The round-trip format is the fast one; of its seven decimals three stay.
        Span<byte> text = stackalloc byte[RoundTripLength];
        at.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[Length - 1] = (byte)'Z';
        json.WriteString(name, text[..Length]);
    }

    private static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset parsed)
    {
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
    private static bool TryReadWithColon(ReadOnlySpan<byte> text, out DateTimeOffset parsed)
    {
        parsed = default;
        if (text is not [.., (byte)'+' or (byte)'-', _, _, _, _] || text.Contains((byte)'\\'))
            return false;
        var reader = new Utf8JsonReader([(byte)'"', .. text[..^2], (byte)':', .. text[^2..], (byte)'"']);
        return reader.Read() && TryRead(ref reader, out parsed);
    }

    private static bool HasOffset(ref Utf8JsonReader reader)
    {
        var text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        return text.IndexOf((byte)'T') is >= 0 and var time && text[time..].IndexOfAny("Z+-"u8) >= 0;
    }
}
