using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Kibana;

/// <summary>Looks into JSON that may be anything: what is not there, or not of its kind, is empty.</summary>
internal static class KibanaJson
{
    public static string Text(this JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    public static int Number(this JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue(out int number) ? number : -1;

    public static JsonObject Object(this JsonObject json, string name) => json[name] as JsonObject ?? [];

    public static IEnumerable<JsonObject> List(this JsonObject json, string name) => (json[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    public static IReadOnlyList<string> Texts(this JsonObject json, string name) =>
        [.. (json[name] as JsonArray)?.OfType<JsonValue>().Select(value => value.TryGetValue(out string? text) ? text : "") ?? []];

    /// <summary>JSON that is kept as text; null where it is none.</summary>
    public static JsonNode? Parsed(this JsonObject json, string name)
    {
        try
        {
            return JsonNode.Parse(json.Text(name));
        }
        catch (JsonException)
        {
            // Who asks tells.
            return null;
        }
    }

    /// <summary>This object and all below it.</summary>
    public static IEnumerable<JsonObject> AllObjects(this JsonNode? json) => json switch
    {
        JsonObject one => one.SelectMany(member => member.Value.AllObjects()).Prepend(one),
        JsonArray list => list.SelectMany(AllObjects),
        _ => [],
    };
}
