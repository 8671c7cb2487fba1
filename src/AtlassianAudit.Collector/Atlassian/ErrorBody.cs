using System.Text.Json;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>What an error answer says: Atlassian's <c>errors[]</c>, a flat object, or something that is no JSON at all.</summary>
/// <param name="Code">Atlassian's code, such as <c>ADMIN-400-1</c>; null where there is none.</param>
/// <param name="Detail">The first sentence found, shortened; empty where there is none.</param>
/// <param name="NotEntitled">The body says that the organization has no Guard licence.</param>
internal sealed record ErrorBody(string? Code, string Detail, bool NotEntitled)
{
    private const int LongestDetail = 200;
    private const string EntitlementMark = "Audit Log Entitlement";
    private static readonly string[] Sentences = ["detail", "message", "title", "error", "errorMessage"];

    public static ErrorBody Read(ReadOnlySpan<byte> body)
    {
        var notEntitled = System.Text.Encoding.UTF8.GetString(body).Contains(EntitlementMark, StringComparison.OrdinalIgnoreCase);
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var error = document.RootElement;
            if (Member(error, "errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0)
                error = errors[0];
            var sentence = Sentences.Select(name => Text(error, name)).FirstOrDefault(text => text.Length > 0) ?? "";
            return new ErrorBody(Text(error, "code") is { Length: > 0 } code ? code : null, Shorten(sentence), notEntitled);
        }
        catch (JsonException)
        {
            // A proxy's page, or nothing: the status alone has to tell.
            return new ErrorBody(null, "", notEntitled);
        }
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string Text(JsonElement element, string name) => Member(element, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => "",
    };

    private static string Shorten(string text) => text.Length <= LongestDetail ? text : text[..LongestDetail] + "…";
}
