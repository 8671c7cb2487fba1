using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>Sets a data stream's lifecycle once it exists, where the destination has <c>retentionDays</c>.</summary>
internal sealed class StreamRetention(IElasticsearchTransport transport, int? days)
{
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    /// <summary>Returns what the operator should hear where it is refused, or does nothing.</summary>
    public async Task<string?> ApplyAsync(IEnumerable<string> streams, CancellationToken cancellationToken)
    {
        if (days is null)
            return null;

        var problems = new List<string>();
        foreach (var stream in streams)
        {
            if (!_seen.TryAdd(stream, true))
                continue;
            var body = Encoding.UTF8.GetBytes($$"""{"data_retention":"{{days}}d"}""");
            var answer = await transport.SendAsync(HttpMethod.Put, $"/_data_stream/{stream}/_lifecycle", [body], BodyKind.Json, cancellationToken);
            if (answer.IsSuccess)
            {
                if (await OverruledAsync(stream, cancellationToken) is { } overruled)
                    problems.Add(overruled);
            }
            else if (answer.Status is 0 or 404 or 429 or >= 500)
                _seen.TryRemove(stream, out _);
            else
                problems.Add($"{stream}: status {answer.Status}{ElasticsearchError.Read(answer.Body.Span)}. Give the credential manage_data_stream_lifecycle, or leave retentionDays out");
        }

        return problems.Count > 0 ? string.Join("; ", problems) : null;
    }

    /// <summary>
    /// Where a policy of index lifecycle management is on the stream, too, it goes first unless told otherwise, and the retention that was accepted does nothing.
    /// </summary>
    private async Task<string?> OverruledAsync(string stream, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(HttpMethod.Get, $"/_data_stream/{stream}", [], BodyKind.Json, cancellationToken);
        if (!answer.IsSuccess || JsonNode.Parse(answer.Body.Span)?["data_streams"]?[0] is not { } described || described["next_generation_managed_by"]?.ToString() != "Index Lifecycle Management")
            return null;
        return $"{stream}: its policy {described["ilm_policy"]} of index lifecycle management goes before retentionDays. Set index.lifecycle.prefer_ilm to false in {OwnTemplate.AuditCustom.Name} "
            + $"and POST /{stream}/_rollover, or leave retentionDays out";
    }
}
