using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Kibana;

/// <summary>What a Lens panel must be like: a known visualization, columns that it names, and a data view for each layer.</summary>
internal static class LensRules
{
    private static readonly HashSet<string> Visualizations = new(["lnsMetric", "lnsXY", "lnsPie", "lnsDatatable"], StringComparer.Ordinal);
    private static readonly HashSet<string> Operations = new(["count", "unique_count", "max", "last_value", "percentile", "terms", "date_histogram"], StringComparer.Ordinal);
    private static readonly HashSet<string> Accessors = new(["metricAccessor", "xAccessor", "splitAccessor", "columnId"], StringComparer.Ordinal);
    private static readonly HashSet<string> AccessorLists = new(["accessors", "metrics", "primaryGroups"], StringComparer.Ordinal);

    public static IEnumerable<string> Problems(string panel, JsonObject lens, HashSet<string> references)
    {
        var state = lens.Object("state");
        var layers = state.Object("datasourceStates").Object("formBased").Object("layers");
        if (!Visualizations.Contains(lens.Text("visualizationType")))
            yield return $"Panel {panel} has the unknown visualization {lens.Text("visualizationType")}.";
        if (layers.Count == 0 || state.Object("visualization").AllObjects().Select(one => one.Text("layerId")).Where(id => id != "").Any(id => !layers.ContainsKey(id)))
            yield return $"Panel {panel} draws a layer that is not there.";
        if (state.Object("query").Text("language") != "kuery" || state.Object("query")["query"] is null)
            yield return $"Panel {panel} has no query.";
        foreach (var (id, layer) in layers)
            foreach (var problem in LayerProblems(layer as JsonObject ?? [], state, lens, $"indexpattern-datasource-layer-{id}", panel, references))
                yield return $"Panel {panel}, layer {id}: {problem}";
    }

    private static IEnumerable<string> LayerProblems(JsonObject layer, JsonObject state, JsonObject lens, string name, string panel, HashSet<string> references)
    {
        var columns = layer.Object("columns");
        var order = layer.Texts("columnOrder");
        if (!order.Order().SequenceEqual(columns.Select(column => column.Key).Order()))
            yield return "columnOrder does not name its columns.";
        if (order.Select(id => IsBucketed(columns.Object(id))).SkipWhile(bucketed => bucketed).Any(bucketed => bucketed))
            yield return "a bucket stands behind a metric.";
        foreach (var (id, column) in columns)
            if (column is not JsonObject known || !Operations.Contains(known.Text("operationType")) || known.Text("sourceField") == "" || known.Text("dataType") == "")
                yield return $"column {id} has no operation, field or type.";
        foreach (var orderedBy in columns.SelectMany(column => column.Value.AllObjects()).Concat(state.Object("visualization").AllObjects()).SelectMany(ColumnsNamed).Where(id => !columns.ContainsKey(id)))
            yield return $"there is no column {orderedBy}.";

        var isAdHoc = state.List("internalReferences").Any(reference => reference.Text("name") == name && state.Object("adHocDataViews").Object(reference.Text("id")).Text("title") != "");
        var isSaved = lens.List("references").Any(reference => reference.Text("name") == name) && references.Contains($"{panel}:{name}");
        if (isAdHoc == isSaved)
            yield return "it needs one data view.";
    }

    private static bool IsBucketed(JsonObject column) => column["isBucketed"]?.GetValue<bool>() == true;

    private static IEnumerable<string> ColumnsNamed(JsonObject holder) => holder
        .Where(member => Accessors.Contains(member.Key))
        .Select(member => holder.Text(member.Key))
        .Concat(holder.Where(member => AccessorLists.Contains(member.Key)).SelectMany(member => holder.Texts(member.Key)));
}
