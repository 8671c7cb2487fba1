using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>What a field of each type takes for a value.</summary>
internal static class FieldValues
{
    /// <summary>The longest term that Lucene takes, in bytes.</summary>
    public const int LongestTerm = 32_766;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>What is wrong with a value; null where nothing is.</summary>
    public static string? Problem(FieldMapping field, JsonTokenType token, string value, string path) => field.Type switch
    {
        "ip" => IsIp(value) ? null : $"'{value}' is not an IP string literal.",
        "date" => token == JsonTokenType.Number || IsDate(value) ? null : $"failed to parse date field [{value}] with format [strict_date_optional_time||epoch_millis]",
        "long" => IsLong(value) ? null : $"For input string: \"{value}\"",
        "double" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? null : $"[double] supports only finite values, but got [{value}]",
        "boolean" => value is "true" or "false" or "" ? null : $"Failed to parse value [{value}] as only [true] or [false] are allowed.",
        "constant_keyword" when field.Value is { } constant && constant != value =>
            $"[constant_keyword] field [{path}] only accepts values that are equal to the value defined in the mappings [{constant}], but got [{value}]",
        "keyword" when field.IsIndexed && value.Length <= field.IgnoreAbove && Encoding.UTF8.GetByteCount(value) > LongestTerm =>
            $"Document contains at least one immense term in field=\"{path}\" (whose UTF8 encoding is longer than the max length {LongestTerm})",
        _ => null,
    };

    /// <summary>Fractions are cut off.</summary>
    private static bool IsLong(string value) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= long.MinValue and <= long.MaxValue;

    /// <summary>Elasticsearch takes neither what is short for an address (<c>1</c>) nor leading zeros, which .NET both does.</summary>
    private static bool IsIp(string text)
    {
        if (text.AsSpan().ContainsAny("%[]/") || !IPAddress.TryParse(text, out var address))
            return false;
        var dotted = text[(text.LastIndexOf(':') + 1)..];
        return dotted.Contains('.', StringComparison.Ordinal)
            ? IPAddress.TryParse(dotted, out var four) && four.ToString() == dotted
            : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
    }

    private static bool IsDate(string value) =>
        DateTimeOffset.TryParseExact(value, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
