using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>Documents as a list, newest first, in Discover and on dashboards.</summary>
internal sealed record SavedSearch(string Id, string Title, string Description, string Query, IReadOnlyList<string> Columns)
{
    public const string Type = "search";

    public static SavedSearch AuditEvents { get; } = new(
        "atlassian-audit-events",
        "[Logs Atlassian Cloud] Audit events",
        "Every audit event of Atlassian Cloud",
        Kql.Everything,
        ["organization.name", "event.action", "event.category", "event.outcome", "user.name", "user.target.name", "source.ip", "source.geo.country_name", "message"]);

    public static SavedSearch Suspicious { get; } = new(
        "atlassian-audit-suspicious",
        "[Logs Atlassian Cloud] Failed sign-ins and admin changes",
        "Failed sign-ins, new and removed administrators, API tokens, weaker sign-in rules, detected threats",
        Kql.Suspicious,
        ["organization.name", "event.action", "event.outcome", "user.name", "user.email", "user.target.name", "source.ip", "source.geo.country_name", "message"]);

    public SavedObject ToSavedObject() => new(
        Type,
        Id,
        "10.5.0",
        new JsonObject
        {
            ["columns"] = new JsonArray([.. Columns.Select(column => JsonValue.Create(column))]),
            ["description"] = Description,
            ["grid"] = new JsonObject(),
            ["hideChart"] = false,
            ["isTextBasedQuery"] = false,
            ["kibanaSavedObjectMeta"] = new JsonObject { ["searchSourceJSON"] = SavedObject.Text(Source()) },
            ["sort"] = new JsonArray(new JsonArray("@timestamp", "desc")),
            ["timeRestore"] = false,
            ["title"] = Title,
        },
        [DataView.As(SearchSource.IndexName), SearchSource.FilterReference]);

    private JsonObject Source()
    {
        var source = SearchSource.Of(Query, [Contracts.DataStreams.AuditDataset]);
        source["indexRefName"] = SearchSource.IndexName;
        return source;
    }
}
