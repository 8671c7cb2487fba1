using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// Whether a data stream maps <c>atlassian_cloud.audit.unmapped</c> as one field. Where it does not, each attribute that Atlassian ever adds would become a
/// field of its own, up to the limit at which the stream refuses documents. The write index alone can tell: templates are for later indices.
/// </summary>
internal sealed class UnmappedField(IElasticsearchTransport transport, TimeProvider time)
{
    public const string Name = "atlassian_cloud.audit.unmapped";
    public const string Type = "flattened";
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (FieldAnswer Answer, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);

    /// <param name="stream">The data stream.</param>
    /// <param name="mapsNew">Whether a stream that does not exist yet will map the field.</param>
    /// <param name="trusted">An operator sees to the templates: where nobody may look, they are believed.</param>
    public async ValueTask<FieldAnswer> AskAsync(string stream, bool mapsNew, bool trusted, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(stream, out var known) && known.Until > time.GetUtcNow())
            return known.Answer;

        var found = await MappingsAsync(stream, cancellationToken);
        var indices = found.IsSuccess ? IndicesOf(found) : null;
        var answer = found.Status switch
        {
            404 when mapsNew || trusted => FieldAnswer.IsTaken,
            404 => new FieldAnswer.Withheld("its index template does not map it"),
            401 or 403 when trusted => FieldAnswer.IsTaken,
            401 or 403 => new FieldAnswer.Withheld("the credential lacks view_index_metadata, so nobody knows how it is mapped"),
            _ when indices is null => new FieldAnswer.NoAnswer(found.Failure ?? $"Elasticsearch answered {found.Status}{ElasticsearchError.Read(found.Body.Span)} when it was asked for the mapping of {stream}; it is asked again."),
            _ when indices.MaxBy(index => index.Key, StringComparer.Ordinal) is { Key: not null } newest && Maps(newest.Value) => FieldAnswer.IsTaken,
            _ => new FieldAnswer.Withheld("its write index does not map it"),
        };
        if (answer is not FieldAnswer.NoAnswer && found.Status != 404)
            _known[stream] = (answer, answer is FieldAnswer.Taken ? DateTimeOffset.MaxValue : time.GetUtcNow() + LookAgain);
        return answer;
    }

    /// <summary>Asks again: a stream may have been made anew.</summary>
    public void Forget() => _known.Clear();

    /// <summary>The data streams whose write index lacks the field; empty where nobody may look.</summary>
    /// <param name="streams">Their names, as a pattern.</param>
    public async Task<IReadOnlyList<string>> LackingAsync(string streams, CancellationToken cancellationToken)
    {
        var found = await MappingsAsync(streams, cancellationToken);
        return found.IsSuccess && IndicesOf(found) is { } indices
            ? [.. indices.GroupBy(index => StreamOf(index.Key)).Where(stream => !Maps(stream.MaxBy(index => index.Key, StringComparer.Ordinal).Value)).Select(stream => stream.Key)]
            : [];
    }

    /// <summary>The type that a component template gives the field; null = none.</summary>
    public static string? TypeIn(JsonObject component) =>
        Name.Split('.').Aggregate(component["template"]?["mappings"], (inner, part) => inner?["properties"]?[part])?["type"]?.ToString();

    private Task<ElasticsearchAnswer> MappingsAsync(string target, CancellationToken cancellationToken) =>
        transport.SendAsync(HttpMethod.Get, $"/{target}/_mapping/field/{Name}", [], BodyKind.Json, cancellationToken);

    /// <summary>Null where something answers that is no Elasticsearch.</summary>
    private static JsonObject? IndicesOf(ElasticsearchAnswer answer)
    {
        try
        {
            return JsonNode.Parse(answer.Body.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Maps(JsonNode? index) => (index?["mappings"]?[Name]?["mapping"] as JsonObject)?.FirstOrDefault().Value?["type"]?.ToString() == Type;

    /// <summary><c>.ds-logs-atlassian_cloud.audit-acme-2026.05.19-000001</c>: a namespace has no hyphen.</summary>
    private static string StreamOf(string index) => string.Join('-', index.Split('-')[1..^2]);
}

/// <summary>Whether a data stream takes <c>unmapped</c>: a closed union.</summary>
internal abstract record FieldAnswer
{
    public static readonly FieldAnswer IsTaken = new Taken();

    private FieldAnswer()
    {
    }

    public sealed record Taken : FieldAnswer;

    /// <param name="Reason">Half a sentence.</param>
    public sealed record Withheld(string Reason) : FieldAnswer;

    public sealed record NoAnswer(string Reason) : FieldAnswer;
}
