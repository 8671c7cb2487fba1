using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Kibana;

/// <summary>What 8.19 demands of the types that it knows; one sentence for each thing that is wrong.</summary>
internal static class SavedObjectRules
{
    private const string JsonSuffix = "JSON";

    /// <summary>By type: the newest model version, and the attributes, of which a dashboard may have no others.</summary>
    private static readonly Dictionary<string, (Version Model, HashSet<string> Attributes)> Types = new(StringComparer.Ordinal)
    {
        ["index-pattern"] = (new(8, 0, 0), Names("allowHidden allowNoIndex fieldAttrs fieldFormatMap fields name runtimeFieldMap sourceFilters timeFieldName title type typeMeta")),
        ["search"] = (new(10, 5, 0), Names("breakdownField columns density description grid headerRowHeight hideAggregatedPreview hideChart hits isTextBasedQuery kibanaSavedObjectMeta refreshInterval rowHeight rowsPerPage sampleSize sort timeRange timeRestore title usesAdHocDataView version viewMode visContext")),
        ["dashboard"] = (new(10, 2, 0), Names("controlGroupInput description hits kibanaSavedObjectMeta optionsJSON panelsJSON refreshInterval timeFrom timeRestore timeTo title version")),
    };

    public static bool IsKnownType(string type) => Types.ContainsKey(type);

    public static IEnumerable<string> Problems(JsonObject one)
    {
        var (model, allowed) = Types[one.Text("type")];
        var attributes = one.Object("attributes");
        if (!Version.TryParse(one.Text("typeMigrationVersion"), out var own) || own > model)
            yield return $"Document \"{one.Text("id")}\" belongs to a more recent version of Kibana [{own}] when the last known version is [{model}].";
        if (attributes.Text("title") == "")
            yield return "[attributes.title]: expected value of type [string] but got [undefined]";
        foreach (var unknown in attributes.Where(attribute => !allowed.Contains(attribute.Key)))
            yield return $"[attributes.{unknown.Key}]: definition for this key is missing";
        foreach (var problem in JsonInTexts(attributes).Concat(SearchSources(one, attributes)))
            yield return problem;
        if (one.Text("type") == "dashboard")
            foreach (var problem in DashboardRules.Problems(one))
                yield return problem;
    }

    private static IEnumerable<string> JsonInTexts(JsonObject attributes) =>
        from holder in attributes.AllObjects()
        from member in holder
        where member.Key.EndsWith(JsonSuffix, StringComparison.Ordinal) && holder.Parsed(member.Key) is null
        select $"{member.Key} is no JSON in a string.";

    private static IEnumerable<string> SearchSources(JsonObject one, JsonObject attributes)
    {
        var names = one.List("references").Select(reference => reference.Text("name")).ToHashSet(StringComparer.Ordinal);
        return attributes.Object("kibanaSavedObjectMeta").Parsed("searchSourceJSON").AllObjects()
            .Select(holder => holder.Text("indexRefName"))
            .Where(name => name != "" && !names.Contains(name))
            .Select(name => $"Could not find reference \"{name}\".");
    }

    private static HashSet<string> Names(string names) => new(names.Split(' '), StringComparer.Ordinal);
}
