using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Kibana;

/// <summary>What a dashboard must be like to be drawn: panels of known types in a grid without overlaps, whose references lead somewhere.</summary>
internal static class DashboardRules
{
    private const int GridColumns = 48;

    public static IEnumerable<string> Problems(JsonObject dashboard)
    {
        var attributes = dashboard.Object("attributes");
        var references = dashboard.List("references").Select(reference => reference.Text("name")).ToHashSet(StringComparer.Ordinal);
        var panels = attributes.Parsed("panelsJSON") is JsonArray list ? list.OfType<JsonObject>().ToList() : [];
        if (panels.Count == 0)
            yield return "It has no panels.";
        foreach (var twice in panels.GroupBy(panel => panel.Text("panelIndex")).Where(group => group.Count() > 1))
            yield return $"Panel {twice.Key} is there twice.";
        foreach (var (first, second) in panels.SelectMany((panel, i) => panels.Skip(i + 1).Select(other => (panel, other))).Where(pair => Overlap(pair.panel.Object("gridData"), pair.other.Object("gridData"))))
            yield return $"Panels {first.Text("panelIndex")} and {second.Text("panelIndex")} overlap.";
        foreach (var problem in panels.SelectMany(panel => PanelProblems(panel, references)).Concat(ControlProblems(attributes, references)))
            yield return problem;
    }

    private static IEnumerable<string> PanelProblems(JsonObject panel, HashSet<string> references)
    {
        var id = panel.Text("panelIndex");
        var grid = panel.Object("gridData");
        if (id == "" || grid.Text("i") != id)
            yield return $"Panel {id} and its place do not name each other.";
        if (grid.Number("x") < 0 || grid.Number("y") < 0 || grid.Number("w") < 1 || grid.Number("h") < 1 || grid.Number("x") + grid.Number("w") > GridColumns)
            yield return $"Panel {id} is not within the {GridColumns} columns of the grid.";
        var problems = panel.Text("type") switch
        {
            "lens" => LensRules.Problems(id, panel.Object("embeddableConfig").Object("attributes"), references),
            "search" => references.Contains($"{id}:{panel.Text("panelRefName")}") ? [] : [$"Panel {id} refers to nothing."],
            var type => [$"Panel {id} is of unknown type {type}."],
        };
        foreach (var problem in problems)
            yield return problem;
    }

    private static IEnumerable<string> ControlProblems(JsonObject attributes, HashSet<string> references) =>
        from control in attributes.Object("controlGroupInput").Parsed("panelsJSON") as JsonObject ?? []
        let json = control.Value as JsonObject ?? []
        where json.Text("type") != "optionsListControl" || json.Object("explicitInput").Text("fieldName") == "" || !references.Contains($"controlGroup_{control.Key}:optionsListDataView")
        select $"Control {control.Key} is of unknown type, or has no field, or no data view.";

    private static bool Overlap(JsonObject a, JsonObject b) =>
        a.Number("x") < b.Number("x") + b.Number("w") && b.Number("x") < a.Number("x") + a.Number("w")
        && a.Number("y") < b.Number("y") + b.Number("h") && b.Number("y") < a.Number("y") + a.Number("h");
}
