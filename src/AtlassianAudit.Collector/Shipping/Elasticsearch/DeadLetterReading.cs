using System.Text.Json;
using System.Text.Json.Nodes;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Shipping;
using Letters = AtlassianAudit.Contracts.Shipping.LookResult<AtlassianAudit.Contracts.Shipping.DeadLetterPage>;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>Reads an organization's dead letters, page by page, oldest first.</summary>
internal sealed class DeadLetterReading(IElasticsearchTransport transport)
{
    public async Task<Letters> ReadAsync(DeadLetterQuery query, CancellationToken cancellationToken)
    {
        var place = DeadLetterPlace.Parse(query.After) ?? DeadLetterPlace.Begin;
        var found = await new StreamSearch(transport).FindAsync(
            DataStreams.DeadLetter(query.Namespace),
            new JsonObject
            {
                ["size"] = query.Limit,
                ["from"] = place.Behind,
                ["sort"] = new JsonArray(Ascending("@timestamp"), Ascending("event.id")),
                ["query"] = StreamSearch.All(
                    StreamSearch.Terms("organization.id", [query.OrganizationId]),
                    new JsonObject { ["range"] = new JsonObject { ["@timestamp"] = new JsonObject { ["gte"] = place.At } } }),
            },
            cancellationToken);
        if (found is not LookResult<IReadOnlyList<JsonElement>>.Seen { What: var hits })
            return found.Then(_ => new DeadLetterPage([], null));

        var ids = hits.Select(hit => hit.GetProperty("_id").GetString()!).ToList();
        var delivered = await new StreamLookUp(transport).FindAsync(DataStreams.Audit(query.Namespace), ids, since: null, cancellationToken);
        return delivered.Then(copies => new DeadLetterPage(
            [.. hits.Zip(ids, (hit, id) => Read(hit.GetProperty("_source"), id, copies.ContainsKey(id)))],
            hits.Count < query.Limit ? null : place.After([.. hits.Select(hit => hit.GetProperty("_source").GetProperty("@timestamp").GetString()!)]).ToString()));
    }

    private static BuriedEvent Read(JsonElement source, string id, bool delivered) => new(
        id,
        source.GetProperty("@timestamp").GetDateTimeOffset(),
        source.GetProperty("event").TryGetProperty("id", out var eventId) ? eventId.GetString() : null,
        source.GetProperty("error").GetProperty("type").GetString()!,
        source.GetProperty("error").GetProperty("message").GetString()!,
        source.GetProperty("event").GetProperty("original").GetString()!,
        delivered);

    private static JsonObject Ascending(string field) =>
        new() { [field] = new JsonObject { ["order"] = "asc", ["unmapped_type"] = "keyword" } };
}
