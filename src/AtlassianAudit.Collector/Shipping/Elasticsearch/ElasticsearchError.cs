using System.Text.Json;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>The error object of an answer; empty texts where there is none.</summary>
internal readonly record struct ElasticsearchError(string Type, string Reason)
{
    private const int LongestReason = 300;

    public static ElasticsearchError Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("error", out var error))
                return new("", "");
            return error.ValueKind == JsonValueKind.Object ? new(Text(error, "type"), Text(error, "reason")) : new("", Shorten(error.ToString()));
        }
        catch (JsonException)
        {
            // A proxy's page: the status alone has to tell.
            return new("", "");
        }
    }

    public override string ToString() => Type.Length + Reason.Length == 0 ? "" : $" ({Type}{(Type.Length > 0 && Reason.Length > 0 ? ": " : "")}{Reason})";

    private static string Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Shorten(value.GetString()!) : "";

    private static string Shorten(string text) => text.Length <= LongestReason ? text : text[..LongestReason] + "…";
}
