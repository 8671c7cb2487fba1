using System.Collections.Immutable;
using System.Text.Json;
using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// Reads an organization's action catalogue, <c>data[]{id, attributes{displayName, groupDisplayNames[]}}</c>, and keeps what the table does not know. An
/// entry that is none is passed over: it costs its actions their names, and nothing else.
/// </summary>
internal static class CatalogueReading
{
    /// <summary>The table knows nearly all of it: this many are left only of an answer that is no catalogue of Atlassian's.</summary>
    private const int MostKept = 500;
    private const int MostGroups = 8;
    private const int LongestName = 256;

    public static ImmutableArray<CatalogueEntry> Read(IEventPage page)
    {
        var kept = ImmutableArray.CreateBuilder<CatalogueEntry>();
        for (var i = 0; i < page.Count && kept.Count < MostKept; i++)
            if (ReadEntry(page.Event(i)) is { } entry && UnknownActionRules.IsText(entry.Action) && ActionTable.Find(entry.Action) is null)
                kept.Add(entry);
        return kept.ToImmutable();
    }

    private static CatalogueEntry? ReadEntry(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var names = Member(document.RootElement, "attributes");
            return new CatalogueEntry
            {
                Action = Text(Member(document.RootElement, "id")),
                DisplayName = Text(Member(names, "displayName")),
                Groups = Member(names, "groupDisplayNames") is { ValueKind: JsonValueKind.Array } groups
                    ? [.. groups.EnumerateArray().Select(Text).Where(group => group.Length > 0).Take(MostGroups)]
                    : [],
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Too deep, or a text that is none.
            return null;
        }
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { } text ? Cut(text) : "";

    /// <summary>Half of a surrogate pair could not be written again.</summary>
    private static string Cut(string text) =>
        text.Length <= LongestName ? text : text[..(char.IsHighSurrogate(text[LongestName - 1]) ? LongestName - 1 : LongestName)];
}
