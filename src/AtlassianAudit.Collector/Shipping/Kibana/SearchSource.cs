using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>Which documents a dashboard or a search is about: a query, and a filter by dataset that the reader sees and can take away.</summary>
internal static class SearchSource
{
    public const string IndexName = "kibanaSavedObjectMeta.searchSourceJSON.index";
    private const string FilterIndexName = "kibanaSavedObjectMeta.searchSourceJSON.filter[0].meta.index";
    private const string Field = "data_stream.dataset";

    public static Reference FilterReference => DataView.As(FilterIndexName);

    public static JsonObject Of(string query, IReadOnlyList<string> datasets) => new()
    {
        ["filter"] = new JsonArray(new JsonObject
        {
            ["$state"] = new JsonObject { ["store"] = "appState" },
            ["meta"] = new JsonObject
            {
                ["alias"] = null,
                ["disabled"] = false,
                ["field"] = Field,
                ["indexRefName"] = FilterIndexName,
                ["key"] = Field,
                ["negate"] = false,
                ["params"] = new JsonArray([.. datasets.Select(dataset => JsonValue.Create(dataset))]),
                ["type"] = "phrases",
            },
            ["query"] = new JsonObject
            {
                ["bool"] = new JsonObject
                {
                    ["minimum_should_match"] = 1,
                    ["should"] = new JsonArray([.. datasets.Select(dataset => new JsonObject { ["match_phrase"] = new JsonObject { [Field] = dataset } })]),
                },
            },
        }),
        ["query"] = Kql.Json(query),
    };
}
