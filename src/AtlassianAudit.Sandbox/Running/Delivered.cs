using System.Text.Json;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>What Elasticsearch holds of each organization: one entry for each copy of an event, dead letters included, which are safe, too.</summary>
internal static class Delivered
{
    public static ILookup<string, (string EventId, DateTimeOffset StoredAt)> ByOrganization(ElasticsearchWorld elasticsearch, IEnumerable<string> namespaces) =>
        namespaces
            .SelectMany(name => new[] { $"logs-atlassian_cloud.audit-{name}", $"logs-atlassian_cloud.dead_letter-{name}" })
            .SelectMany(elasticsearch.Documents)
            .Select(Read)
            .ToLookup(copy => copy.OrganizationId, copy => (copy.EventId, copy.StoredAt));

    private static (string OrganizationId, string EventId, DateTimeOffset StoredAt) Read(StoredDocument document)
    {
        using var source = JsonDocument.Parse(document.Source);
        var eventId = source.RootElement.GetProperty("event").TryGetProperty("id", out var id) ? id.GetString()! : document.Id;
        return (source.RootElement.GetProperty("organization").GetProperty("id").GetString()!, eventId, document.StoredAt);
    }
}
