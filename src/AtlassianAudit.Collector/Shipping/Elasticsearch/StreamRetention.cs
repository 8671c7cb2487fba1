using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>Sets a data stream's lifecycle once it exists, where the destination has <c>retentionDays</c>.</summary>
internal sealed class StreamRetention(IElasticsearchTransport transport, int? days, TimeProvider time)
{
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    /// <summary>Until when there is nothing to do for a stream.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _done = new(StringComparer.Ordinal);

    /// <summary>Sets it anew: the stream may have been made anew.</summary>
    public void Forget(string stream) => _done.TryRemove(stream, out _);

    /// <summary>Returns what the operator should hear where it is refused, or does nothing.</summary>
    public async Task<string?> ApplyAsync(IEnumerable<string> streams, CancellationToken cancellationToken)
    {
        if (days is null)
            return null;

        var problems = new List<string>();
        foreach (var stream in streams)
        {
            if (_done.TryGetValue(stream, out var until) && until > time.GetUtcNow())
                continue;
            _done[stream] = time.GetUtcNow() + Retry;
            var body = Encoding.UTF8.GetBytes($$"""{"data_retention":"{{days}}d"}""");
            var answer = await transport.SendAsync(HttpMethod.Put, $"/_data_stream/{stream}/_lifecycle", [body], BodyKind.Json, cancellationToken);
            if (answer.IsSuccess)
            {
                if (await OverruledAsync(stream, cancellationToken) is { } overruled)
                    problems.Add(overruled);
            }
            else if (answer.Status is 0 or 404 or 429 or >= 500)
                continue;
            else
                problems.Add($"{stream}: status {answer.Status}{ElasticsearchError.Read(answer.Body.Span)}. Give the credential manage_data_stream_lifecycle, or leave retentionDays out");
            _done[stream] = DateTimeOffset.MaxValue;
        }

        return problems.Count > 0 ? string.Join("; ", problems) : null;
    }

    /// <summary>
    /// Where a policy of index lifecycle management is on the stream, too, it goes first unless told otherwise, and the retention that was accepted does nothing.
    /// </summary>
    private async Task<string?> OverruledAsync(string stream, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(HttpMethod.Get, $"/_data_stream/{stream}", [], BodyKind.Json, cancellationToken);
        return answer.IsSuccess && answer.Read(PolicyIn) is { } policy
            ? $"{stream}: its policy {policy} of index lifecycle management goes before retentionDays. Set index.lifecycle.prefer_ilm to false in {OwnTemplate.AuditCustom.Name} "
                + $"and POST /{stream}/_rollover, or leave retentionDays out"
            : null;
    }

    private static string? PolicyIn(JsonElement answer)
    {
        var stream = answer.GetProperty("data_streams")[0];
        return stream.GetProperty("next_generation_managed_by").GetString() == "Index Lifecycle Management" ? stream.GetProperty("ilm_policy").GetString() : null;
    }
}
