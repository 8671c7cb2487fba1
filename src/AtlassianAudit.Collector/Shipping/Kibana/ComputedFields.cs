using System.Text.Json.Nodes;
using AtlassianAudit.Contracts;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>
/// A data view that lives in a panel only, with fields that are computed when it is looked at. <c>event.ingested</c> is there where a final pipeline sets
/// it, Fleet's for one, and may be unknown to the mapping, so the scripts ask first.
/// </summary>
internal sealed record ComputedFields(string Id, IReadOnlyDictionary<string, string> Scripts)
{
    public const string Published = "seconds_until_published";
    public const string Ingested = "seconds_until_ingested";

    /// <summary>How late events are: until Atlassian shows them, and from then until Elasticsearch has them.</summary>
    public static ComputedFields Lag { get; } = new("atlassian-audit-lag", new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [Published] = SecondsBetween("@timestamp", "event.created"),
        [Ingested] = SecondsBetween("event.created", "event.ingested"),
    });

    public JsonObject ToJson() => new()
    {
        ["allowHidden"] = false,
        ["allowNoIndex"] = true,
        ["fieldAttrs"] = new JsonObject(),
        ["fieldFormats"] = new JsonObject(),
        ["id"] = Id,
        ["name"] = "Lag of Atlassian audit events",
        ["runtimeFieldMap"] = new JsonObject(Scripts.Select(field => KeyValuePair.Create(
            field.Key,
            (JsonNode?)new JsonObject { ["script"] = new JsonObject { ["source"] = field.Value }, ["type"] = "double" }))),
        ["sourceFilters"] = new JsonArray(),
        ["timeFieldName"] = "@timestamp",
        ["title"] = DataStreams.Audit("*"),
    };

    private static string SecondsBetween(string from, string to) =>
        $"if (doc.containsKey('{from}') && doc.containsKey('{to}') && doc['{from}'].size() > 0 && doc['{to}'].size() > 0) "
        + $"{{ emit(Math.max(0.0, (doc['{to}'].value.toInstant().toEpochMilli() - doc['{from}'].value.toInstant().toEpochMilli()) / 1000.0)); }}";
}
