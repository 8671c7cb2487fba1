using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>One object as Kibana exports it: a line of the file.</summary>
/// <param name="Type">Kibana's name for what it is.</param>
/// <param name="Id">Stays, so that a later version replaces it.</param>
/// <param name="Model">The type's model version that its attributes follow: one that 8.19 knows; later Kibanas bring it up themselves.</param>
/// <param name="Attributes">What Kibana keeps as text of JSON is <see cref="Text"/> here, too.</param>
/// <param name="References">Every other object that it needs: Kibana checks them, and rewrites them where ids change between spaces.</param>
internal sealed record SavedObject(string Type, string Id, string Model, JsonObject Attributes, IReadOnlyList<Reference> References)
{
    private const string CoreModel = "8.8.0";

    /// <summary>Escapes only what JSON demands, so that a change can be read.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string ToLine() => Text(new JsonObject
    {
        ["attributes"] = Attributes,
        ["coreMigrationVersion"] = CoreModel,
        ["id"] = Id,
        ["managed"] = false,
        ["references"] = new JsonArray([.. References.Select(reference => reference.ToJson())]),
        ["type"] = Type,
        ["typeMigrationVersion"] = Model,
    });

    public static string Text(JsonNode json) => json.ToJsonString(Readable);
}

/// <summary>Names another object, from within one.</summary>
internal sealed record Reference(string Type, string Id, string Name)
{
    public JsonObject ToJson() => new() { ["id"] = Id, ["name"] = Name, ["type"] = Type };
}
