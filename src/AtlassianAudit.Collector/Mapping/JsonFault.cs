using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>What is wrong with JSON, with its place as people count.</summary>
internal static class JsonFault
{
    private const string ParsersPlace = " LineNumber: ";

    public static string Explain(JsonException exception)
    {
        var end = exception.Message.LastIndexOf(ParsersPlace, StringComparison.Ordinal);
        var fault = end < 0 ? exception.Message : exception.Message[..end];
        var place = exception.LineNumber > 0 ? $"line {exception.LineNumber + 1}, byte" : "byte";
        return $"The event is no valid JSON, at {place} {exception.BytePositionInLine + 1}: {fault}";
    }
}
