using System.Text;
using System.Text.Json;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// Finds which ids a data stream holds, in real time and index by index: a stream's own name cannot be asked, and a search would not see what was stored
/// a moment ago. <see href="https://github.com/elastic/elasticsearch/issues/44794"/>
/// </summary>
internal sealed class StreamLookUp(IElasticsearchTransport transport)
{
    private const int AtOnce = 5000;

    /// <param name="since">The backing index from which on to look; null, or one that is gone = all of them. The newest is asked, too: by the
    /// time the documents are sent, it may be the newest no longer.</param>
    public async Task<LookUpResult> FindAsync(string stream, IReadOnlyList<string> ids, string? since, CancellationToken cancellationToken)
    {
        var described = await transport.SendAsync(HttpMethod.Get, $"/_data_stream/{stream}", [], BodyKind.Json, cancellationToken);
        if (described.Status == 404)
            return new LookUpResult.Found([]);
        if (!described.IsSuccess)
            return Failed(described, "view_index_metadata");

        var indices = Indices(described);
        var from = since is null ? 0 : Math.Max(0, indices.IndexOf(since));

        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in indices.Skip(from).SelectMany(index => ids.Select(id => (Index: index, Id: id))).Chunk(AtOnce))
        {
            var answer = await transport.SendAsync(
                HttpMethod.Post, "/_mget?_source=false&filter_path=docs._id,docs.found,docs.error.type", [Question(chunk)], BodyKind.Json, cancellationToken);
            if (!answer.IsSuccess)
                return Failed(answer, "read");
            if (Collect(answer, found) is { } error)
                return new LookUpResult.NotAllowed($"it may not be read ({error})");
        }

        return new LookUpResult.Found(found);
    }

    private static LookUpResult Failed(ElasticsearchAnswer answer, string right) => answer.Status is 401 or 403
        ? new LookUpResult.NotAllowed($"the destination's credential lacks {right}")
        : new LookUpResult.NoAnswer(answer.Failure ?? $"Elasticsearch answered {answer.Status}{ElasticsearchError.Read(answer.Body.Span)} to a look-up; it is asked again.");

    private static List<string> Indices(ElasticsearchAnswer described)
    {
        using var document = JsonDocument.Parse(described.Body);
        return [.. document.RootElement.GetProperty("data_streams")[0].GetProperty("indices").EnumerateArray().Select(index => index.GetProperty("index_name").GetString()!)];
    }

    private static ReadOnlyMemory<byte> Question(IEnumerable<(string Index, string Id)> wanted)
    {
        var body = new StringBuilder("{\"docs\":[");
        foreach (var (index, id) in wanted)
            body.Append(body.Length > 9 ? "," : "").Append("{\"_index\":\"").Append(index).Append("\",\"_id\":\"").Append(id).Append("\"}");
        return Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }

    /// <summary>Adds what is there; the type of the first error where an index cannot be read.</summary>
    private static string? Collect(ElasticsearchAnswer answer, HashSet<string> found)
    {
        using var document = JsonDocument.Parse(answer.Body);
        foreach (var doc in document.RootElement.GetProperty("docs").EnumerateArray())
        {
            if (doc.TryGetProperty("error", out var error) && error.GetProperty("type").GetString() is { } type && type != "index_not_found_exception")
                return type;
            if (doc.TryGetProperty("found", out var isFound) && isFound.ValueKind == JsonValueKind.True)
                found.Add(doc.GetProperty("_id").GetString()!);
        }

        return null;
    }
}

/// <summary>What a look-up found.</summary>
internal abstract record LookUpResult
{
    private LookUpResult()
    {
    }

    public sealed record Found(HashSet<string> Ids) : LookUpResult;

    /// <summary>The credential may not look: shipping goes on, and the promise of exactly one copy falls.</summary>
    public sealed record NotAllowed(string Reason) : LookUpResult;

    /// <summary>Again, later.</summary>
    public sealed record NoAnswer(string Reason) : LookUpResult;
}
