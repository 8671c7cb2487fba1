using System.Collections.Concurrent;
using System.Text;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>Sets a data stream's lifecycle once it exists, where the destination has <c>retentionDays</c>.</summary>
internal sealed class StreamRetention(IElasticsearchTransport transport, int? days)
{
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    /// <summary>Returns one sentence for the operator where it is refused.</summary>
    public async Task<string?> ApplyAsync(IEnumerable<string> streams, CancellationToken cancellationToken)
    {
        if (days is null)
            return null;

        string? problem = null;
        foreach (var stream in streams)
        {
            if (!_seen.TryAdd(stream, true))
                continue;
            var body = Encoding.UTF8.GetBytes($$"""{"data_retention":"{{days}}d"}""");
            var answer = await transport.SendAsync(HttpMethod.Put, $"/_data_stream/{stream}/_lifecycle", [body], BodyKind.Json, cancellationToken);
            if (answer.IsSuccess)
                continue;
            if (answer.Status is 0 or 404 or 429 or >= 500)
                _seen.TryRemove(stream, out _);
            else
                problem = $"{stream}: status {answer.Status}{ElasticsearchError.Read(answer.Body.Span)}. Give the credential manage_data_stream_lifecycle, or leave retentionDays out";
        }

        return problem;
    }
}
