using System.Text.Json;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>One event of an organization's stream, as compact as its origin allows: a seed where it was generated, its bytes where it was posted.</summary>
internal readonly record struct LoggedEvent(long ProcessedAt, long Time, ulong Seed, bool HasProcessedAt, byte[]? Verbatim = null)
{
    // What is posted may be as nasty as a test wishes: nested without end, or no JSON at all, which then has neither id nor times.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 4096 };

    /// <summary>The event's id; null for a posted line that has none.</summary>
    public string? Id => Verbatim is null ? EventWriter.Id(Seed) : IdOf(Verbatim);

    /// <summary>A posted line at the place that its own <c>processedAt</c> asks for, where that is not in the past of the stream.</summary>
    public static LoggedEvent Posted(byte[] line, long earliest, long otherwise)
    {
        using var document = Parse(line);
        var attributes = Member(document?.RootElement, "attributes");
        var processedAt = Instant(attributes, "processedAt") is { } own && own >= earliest ? own : otherwise;
        return new LoggedEvent(processedAt, Instant(attributes, "time") ?? processedAt, 0, HasProcessedAt: true, line);
    }

    private static string? IdOf(byte[] line)
    {
        using var document = Parse(line);
        return Member(document?.RootElement, "id") is { ValueKind: JsonValueKind.String } id ? id.GetString() : null;
    }

    private static JsonDocument? Parse(byte[] line)
    {
        try
        {
            return JsonDocument.Parse(line, Deep);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long? Instant(JsonElement? parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var instant)
            ? instant.ToUnixTimeMilliseconds()
            : null;

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) ? member : null;
}
