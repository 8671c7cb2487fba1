using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>How the columns of a layer are drawn: buckets come first among them, metrics last.</summary>
/// <param name="Type">Lens' name for the visualization.</param>
/// <param name="Draw">Its state, from the layer's id and columns.</param>
internal sealed record Chart(string Type, Func<string, IReadOnlyList<Column>, JsonObject> Draw)
{
    public static Chart Metric(string color) => new("lnsMetric", (layer, columns) => new JsonObject
    {
        ["color"] = color,
        ["layerId"] = layer,
        ["layerType"] = "data",
        ["metricAccessor"] = columns[^1].Id,
    });

    public static Chart Donut { get; } = new("lnsPie", (layer, columns) => new JsonObject
    {
        ["layers"] = new JsonArray(new JsonObject
        {
            ["categoryDisplay"] = "default",
            ["layerId"] = layer,
            ["layerType"] = "data",
            ["legendDisplay"] = "default",
            ["metrics"] = new JsonArray(columns[^1].Id),
            ["nestedLegend"] = false,
            ["numberDisplay"] = "percent",
            ["primaryGroups"] = new JsonArray([.. columns.SkipLast(1).Select(column => JsonValue.Create(column.Id))]),
        }),
        ["shape"] = "donut",
    });

    public static Chart Table { get; } = new("lnsDatatable", (layer, columns) => new JsonObject
    {
        ["columns"] = new JsonArray([.. columns.Select(column => new JsonObject { ["columnId"] = column.Id, ["isMetric"] = !column.IsBucketed, ["isTransposed"] = false })]),
        ["layerId"] = layer,
        ["layerType"] = "data",
        ["paging"] = new JsonObject { ["enabled"] = true, ["size"] = 10 },
    });

    public static Chart Bars { get; } = OverTime("bar_stacked");

    public static Chart Lines { get; } = OverTime("line");

    /// <summary>Time from left to right; another bucket splits it, and all metrics are drawn.</summary>
    private static Chart OverTime(string series) => new("lnsXY", (layer, columns) =>
    {
        var data = new JsonObject
        {
            ["accessors"] = new JsonArray([.. columns.Where(column => !column.IsBucketed).Select(column => JsonValue.Create(column.Id))]),
            ["layerId"] = layer,
            ["layerType"] = "data",
            ["seriesType"] = series,
            ["xAccessor"] = columns.First(column => column.IsTime).Id,
        };
        if (columns.FirstOrDefault(column => column is { IsBucketed: true, IsTime: false }) is { } split)
            data["splitAccessor"] = split.Id;
        return new JsonObject
        {
            ["axisTitlesVisibilitySettings"] = new JsonObject { ["x"] = false, ["yLeft"] = false, ["yRight"] = false },
            ["layers"] = new JsonArray(data),
            ["legend"] = new JsonObject { ["isVisible"] = true, ["position"] = "right" },
            ["preferredSeriesType"] = series,
            ["valueLabels"] = "hide",
        };
    });
}
