using System.Text.Json;
using System.Text.Json.Nodes;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>Searches a data stream. It sees what was refreshed, about a second after it was stored.</summary>
internal sealed class StreamSearch(IElasticsearchTransport transport)
{
    /// <summary><c>index.max_result_window</c>.</summary>
    public const int LargestWindow = 10_000;

    /// <summary>The hits; none where there is no such stream.</summary>
    /// <param name="target">The data stream, or its failure store with <c>::failures</c>.</param>
    /// <param name="body">The search.</param>
    public async Task<LookResult<IReadOnlyList<JsonElement>>> FindAsync(string target, JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(
            HttpMethod.Post, $"/{target}/_search?filter_path=hits.hits._id,hits.hits._source", [JsonSerializer.SerializeToUtf8Bytes(body)], BodyKind.Json, cancellationToken);
        if (answer.Status == 404)
            return new LookResult<IReadOnlyList<JsonElement>>.Seen([]);
        return answer.IsSuccess && answer.Read(Hits) is { } hits
            ? new LookResult<IReadOnlyList<JsonElement>>.Seen(hits)
            : answer.NotSeen<IReadOnlyList<JsonElement>>("read", target);
    }

    /// <summary>A clause that a field holds one of some values.</summary>
    public static JsonObject Terms(string field, IEnumerable<string> values) =>
        new() { ["terms"] = new JsonObject { [field] = new JsonArray([.. values.Select(value => (JsonNode)value)]) } };

    /// <summary>A query that all of some clauses hold.</summary>
    public static JsonObject All(params JsonObject[] clauses) => new() { ["bool"] = new JsonObject { ["filter"] = new JsonArray([.. clauses]) } };

    /// <summary>Without a hit, <c>filter_path</c> leaves nothing at all.</summary>
    private static List<JsonElement> Hits(JsonElement answer) =>
        answer.TryGetProperty("hits", out var hits) && hits.TryGetProperty("hits", out var list) ? [.. list.EnumerateArray().Select(hit => hit.Clone())] : [];
}
