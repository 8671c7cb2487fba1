using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>A Lens visualization of one layer, by value: it lives and dies with its dashboard.</summary>
internal sealed record LensPanel(string Title, IReadOnlyList<Column> Columns, Chart Chart, string Query) : Panel(Title)
{
    /// <summary>A data view of its own, where fields are computed; null = the one of the dashboard.</summary>
    public ComputedFields? Computed { get; init; }

    /// <summary>Looks so far back, whatever the dashboard's time range is; null = the dashboard's.</summary>
    public string? From { get; init; }

    public override IEnumerable<Reference> References => Computed is null ? [DataView.As($"{Id}:{LayerName}")] : [];

    private string LayerName => $"indexpattern-datasource-layer-{Id}";

    protected override JsonObject Config()
    {
        var config = new JsonObject
        {
            ["attributes"] = new JsonObject
            {
                ["references"] = new JsonArray(Computed is null ? [DataView.As(LayerName).ToJson()] : []),
                ["state"] = State(),
                ["title"] = Title,
                ["type"] = "lens",
                ["visualizationType"] = Chart.Type,
            },
            ["enhancements"] = new JsonObject(),
        };
        if (From is not null)
            config["timeRange"] = new JsonObject { ["from"] = From, ["to"] = "now" };
        return config;
    }

    protected override void Finish(JsonObject panel) => panel["type"] = "lens";

    private JsonObject State() => new()
    {
        ["adHocDataViews"] = Computed is null ? new JsonObject() : new JsonObject { [Computed.Id] = Computed.ToJson() },
        ["datasourceStates"] = new JsonObject
        {
            ["formBased"] = new JsonObject { ["layers"] = new JsonObject { [Id] = Layer() } },
        },
        ["filters"] = new JsonArray(),
        ["internalReferences"] = new JsonArray(Computed is null ? [] : [new Reference(DataView.Type, Computed.Id, LayerName).ToJson()]),
        ["query"] = Kql.Json(Query),
        ["visualization"] = Chart.Draw(Id, Columns),
    };

    private JsonObject Layer() => new()
    {
        ["columnOrder"] = new JsonArray([.. Columns.Select(column => JsonValue.Create(column.Id))]),
        ["columns"] = new JsonObject(Columns.Select(column => KeyValuePair.Create(column.Id, (JsonNode?)column.Json.DeepClone()))),
        ["incompleteColumns"] = new JsonObject(),
        ["sampling"] = 1,
    };
}
