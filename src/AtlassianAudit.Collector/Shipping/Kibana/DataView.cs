using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>The data view that everything here reads, under the id and title that Fleet gives it, so that with Fleet it is Fleet's.</summary>
internal static class DataView
{
    public const string Type = "index-pattern";
    public const string Id = "logs-*";

    public static SavedObject Build() => new(
        Type, Id, "8.0.0", new JsonObject { ["allowNoIndex"] = true, ["name"] = Id, ["timeFieldName"] = "@timestamp", ["title"] = Id }, []);

    public static Reference As(string name) => new(Type, Id, name);
}
