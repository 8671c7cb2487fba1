using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>One dimension of a Lens layer: what is counted, or by what.</summary>
internal sealed record Column(string Id, bool IsBucketed, JsonObject Json)
{
    private const string TimeOperation = "date_histogram";

    public bool IsTime => Json["operationType"]!.GetValue<string>() == TimeOperation;

    public static Column Count(string label = "Events") => Metric("count", label, "___records___", NeverEmpty(), "count");

    public static Column Unique(string field, string label) => Metric("unique_count", label, field, NeverEmpty());

    public static Column Percentile(string field, int percentile, string label) =>
        Metric("percentile", label, field, new JsonObject { ["percentile"] = percentile }, $"p{percentile}-{Slug.Of(field)}");

    /// <summary>The time of the newest event.</summary>
    public static Column Newest(string label) => Metric("max", label, "@timestamp", NeverEmpty()).Of("date");

    /// <summary>The value in the newest event.</summary>
    public static Column Last(string field, string label) =>
        Metric("last_value", label, field, new JsonObject { ["showArrayValues"] = false, ["sortField"] = "@timestamp" }).Of("string", "ordinal");

    public static Column OverTime() => Bucket(TimeOperation, "Time", "@timestamp", new JsonObject
    {
        ["dropPartials"] = false,
        ["includeEmptyRows"] = true,
        ["interval"] = "auto",
    }).Of("date", "interval");

    /// <summary>
    /// The values of a field that have most of a metric, or with <paramref name="ascending"/> least; with <paramref name="rest"/> also what has another value, or
    /// none, so that nothing is missing from the sum.
    /// </summary>
    public static Column Top(string field, string label, Column by, int size = 10, bool ascending = false, bool rest = false) => Bucket("terms", label, field, new JsonObject
    {
        ["exclude"] = new JsonArray(),
        ["excludeIsRegex"] = false,
        ["include"] = new JsonArray(),
        ["includeIsRegex"] = false,
        ["missingBucket"] = rest,
        ["orderBy"] = new JsonObject { ["columnId"] = by.Id, ["type"] = "column" },
        ["orderDirection"] = ascending ? "asc" : "desc",
        ["otherBucket"] = rest,
        ["parentFormat"] = new JsonObject { ["id"] = "terms" },
        ["size"] = size,
    }).Of(field == "source.ip" ? "ip" : "string", "ordinal");

    private static JsonObject NeverEmpty() => new() { ["emptyAsNull"] = false };

    private static Column Metric(string operation, string label, string field, JsonObject parameters, string? id = null) =>
        New(id ?? $"{Slug.Of(operation)}-{Slug.Of(field)}", false, operation, label, field, parameters).Of("number", "ratio");

    private static Column Bucket(string operation, string label, string field, JsonObject parameters) =>
        New(Slug.Of($"by-{field}"), true, operation, label, field, parameters);

    private static Column New(string id, bool isBucketed, string operation, string label, string field, JsonObject parameters) => new(id, isBucketed, new JsonObject
    {
        ["customLabel"] = true,
        ["isBucketed"] = isBucketed,
        ["label"] = label,
        ["operationType"] = operation,
        ["params"] = parameters,
        ["sourceField"] = field,
    });

    private Column Of(string dataType, string scale = "ratio")
    {
        Json["dataType"] = dataType;
        Json["scale"] = scale;
        return this;
    }
}

/// <summary>Ids that can be read, from titles and field names.</summary>
internal static class Slug
{
    public static string Of(string text) =>
        string.Join('-', new string([.. text.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
