using System.Text;
using System.Text.Json;
using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Benchmarks.Fuzzing;

/// <summary>Looks for every text and every name of an event in its document.</summary>
internal static class KeptValues
{
    /// <summary>Shorter ones are found anywhere.</summary>
    private const int Shortest = 7;

    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 1 << 20 };
    private static readonly HashSet<string> Named = new(
        "attributes actor location message context container processedAt action content format countryName regionName onBehalfOf authType tokenId tokenLabel picture relations".Split(' '), StringComparer.Ordinal);

    /// <summary>Something that got lost; null where nothing did.</summary>
    public static string? Lost(ReadOnlySpan<byte> original, ReadOnlySpan<byte> document)
    {
        var (kept, written) = (new HashSet<string>(StringComparer.Ordinal), new StringBuilder());
        var reader = new Utf8JsonReader(document, Deep);
        while (reader.Read())
            if (Text(ref reader) is { } text && kept.Add(text))
                written.Append(text).Append('\n');
        if (kept.Contains(Encoding.UTF8.GetString(original)))
            return null;

        var everything = written.ToString();
        bool IsKept(string text) => kept.Contains(text) || everything.Contains(text, StringComparison.Ordinal);
        var source = new Utf8JsonReader(original, Deep);
        while (source.Read())
        {
            // Half of a surrogate pair is kept as it is written, and of a null nothing has to be kept.
            var raw = Encoding.UTF8.GetString(source.ValueSpan);
            if (Text(ref source) is not { Length: >= Shortest } text || IsKept(text) || IsKeptOtherwise(source.TokenType, text, kept) || IsKept(raw))
                continue;
            var isName = source.TokenType == JsonTokenType.PropertyName;
            if (!isName || (source.Read() && source.TokenType != JsonTokenType.Null))
                return text;
        }

        return null;
    }

    /// <summary>A known name became another one, a time or an address is written otherwise, and an app's address says nothing.</summary>
    private static bool IsKeptOtherwise(JsonTokenType token, string text, HashSet<string> kept) =>
        token == JsonTokenType.PropertyName
            ? Named.Contains(text) || kept.Contains(text.Replace("attributes.", "", StringComparison.Ordinal))
            : text == "Atlassian app" || DateTimeOffset.TryParse(text, out _) || text.Trim(' ', '[').Split(']')[0] is var address && (kept.Contains(address) || kept.Contains(address.Split(':')[0]));

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String or JsonTokenType.PropertyName => JsonText.Decode([(byte)'"', .. reader.ValueSpan, (byte)'"']),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };
}
