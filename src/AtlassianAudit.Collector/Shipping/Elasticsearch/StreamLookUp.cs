using System.Text;
using System.Text.Json;
using AtlassianAudit.Contracts.Shipping;
using Copies = System.Collections.Generic.IReadOnlyDictionary<string, int>;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// Finds which ids a data stream holds, in real time and index by index: a stream's own name cannot be asked, and a search would not see what was stored
/// a moment ago. <see href="https://github.com/elastic/elasticsearch/issues/44794"/>
/// </summary>
internal sealed class StreamLookUp(IElasticsearchTransport transport)
{
    private const int AtOnce = 5000;

    /// <summary>Any other error passes: a shard that is not there now, for example.</summary>
    private const string SecurityError = "security_exception";

    /// <summary>For each id that is there, in how many backing indices.</summary>
    /// <param name="stream">The data stream.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="since">The backing index from which on to look; null, or one that is gone = all of them. The newest is asked, too: by the
    /// time the documents are sent, it may be the newest no longer.</param>
    public async Task<LookResult<Copies>> FindAsync(string stream, IReadOnlyList<string> ids, string? since, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var described = await transport.SendAsync(HttpMethod.Get, $"/_data_stream/{stream}", [], BodyKind.Json, cancellationToken);
        if (described.Status == 404 || ids.Count == 0)
            return new LookResult<Copies>.Seen(found);
        if (!described.IsSuccess || described.Read(Indices) is not { } indices)
            return described.NotSeen<Copies>("view_index_metadata", stream);

        var from = since is null ? 0 : Math.Max(0, indices.IndexOf(since));
        foreach (var chunk in indices.Skip(from).SelectMany(index => ids.Select(id => (Index: index, Id: id))).Chunk(AtOnce))
        {
            var answer = await transport.SendAsync(
                HttpMethod.Post, "/_mget?_source=false&filter_path=docs._id,docs.found,docs.error.type", [Question(chunk)], BodyKind.Json, cancellationToken);
            if (!answer.IsSuccess || answer.Read(root => Collect(root, found)) is not { } error)
                return answer.NotSeen<Copies>("read", stream);
            if (error.Length > 0)
                return error == SecurityError
                    ? new LookResult<Copies>.NotAllowed($"{stream} may not be read ({error})")
                    : new LookResult<Copies>.NoAnswer($"{stream} cannot be looked up now ({error}); it is asked again.") { IsOfStream = true };
        }

        return new LookResult<Copies>.Seen(found);
    }

    private static List<string> Indices(JsonElement described) =>
        [.. described.GetProperty("data_streams")[0].GetProperty("indices").EnumerateArray().Select(index => index.GetProperty("index_name").GetString()!)];

    private static ReadOnlyMemory<byte> Question(IEnumerable<(string Index, string Id)> wanted)
    {
        var body = new StringBuilder("{\"docs\":[");
        foreach (var (index, id) in wanted)
            body.Append(body.Length > 9 ? "," : "").Append("{\"_index\":\"").Append(index).Append("\",\"_id\":\"").Append(id).Append("\"}");
        return Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }

    /// <summary>Counts what is there; the type of the first error where an index cannot be read, else empty.</summary>
    private static string Collect(JsonElement answer, Dictionary<string, int> found)
    {
        foreach (var doc in answer.GetProperty("docs").EnumerateArray())
        {
            if (doc.TryGetProperty("error", out var error) && error.GetProperty("type").GetString() is { } type && type != "index_not_found_exception")
                return type;
            if (!doc.TryGetProperty("found", out var isFound) || isFound.ValueKind != JsonValueKind.True)
                continue;
            var id = doc.GetProperty("_id").GetString()!;
            found[id] = found.GetValueOrDefault(id) + 1;
        }

        return "";
    }
}
