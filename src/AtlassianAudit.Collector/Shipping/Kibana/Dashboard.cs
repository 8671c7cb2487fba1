using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>A dashboard as rows of panels: places follow from the rows, so that no two panels can overlap.</summary>
internal sealed record Dashboard(string Id, string Title, string Description)
{
    public const string Type = "dashboard";
    private const int GridColumns = 48;

    public required IReadOnlyList<string> Datasets { get; init; }
    public required IReadOnlyList<Control> Controls { get; init; }
    public required IReadOnlyList<Row> Rows { get; init; }

    public SavedObject ToSavedObject() => new(
        Type,
        Id,
        "10.2.0",
        new JsonObject
        {
            ["controlGroupInput"] = Control.Group(Controls),
            ["description"] = Description,
            ["kibanaSavedObjectMeta"] = new JsonObject { ["searchSourceJSON"] = SavedObject.Text(SearchSource.Of(Kql.Everything, Datasets)) },
            ["optionsJSON"] = SavedObject.Text(new JsonObject
            {
                ["hidePanelTitles"] = false,
                ["syncColors"] = true,
                ["syncCursor"] = true,
                ["syncTooltips"] = false,
                ["useMargins"] = true,
            }),
            ["panelsJSON"] = SavedObject.Text(Placed()),
            ["timeFrom"] = "now-7d",
            ["timeRestore"] = true,
            ["timeTo"] = "now",
            ["title"] = Title,
        },
        [
            SearchSource.FilterReference,
            .. Rows.SelectMany(row => row.Panels).SelectMany(panel => panel.References),
            .. Controls.Select(control => control.Reference),
        ]);

    private JsonArray Placed()
    {
        var placed = new JsonArray();
        var y = 0;
        foreach (var row in Rows)
        {
            var x = 0;
            foreach (var (panel, width) in row.Panels.Zip(Widths(row.Panels)))
            {
                placed.Add(panel.ToJson(x, y, width, row.Height));
                x += width;
            }

            y += row.Height;
        }

        return placed;
    }

    /// <summary>The panels without a width share what is left, the first ones a column more where it does not divide.</summary>
    private static IEnumerable<int> Widths(IReadOnlyList<Panel> panels)
    {
        var sharing = panels.Count(panel => panel.Width is null);
        var left = GridColumns - panels.Sum(panel => panel.Width ?? 0);
        foreach (var panel in panels)
        {
            var width = panel.Width ?? (left + sharing - 1) / sharing;
            if (panel.Width is null)
                (left, sharing) = (left - width, sharing - 1);
            yield return width;
        }
    }
}

/// <summary>Panels side by side.</summary>
internal sealed record Row(int Height, params IReadOnlyList<Panel> Panels);
