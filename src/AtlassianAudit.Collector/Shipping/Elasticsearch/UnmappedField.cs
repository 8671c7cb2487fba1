using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// Whether a data stream maps <c>atlassian_cloud.audit.unmapped</c> as one field. Where it does not, each attribute that Atlassian ever adds would become a
/// field of its own, up to the limit at which the stream refuses documents. The write index alone can tell: templates are for later indices.
/// </summary>
internal sealed class UnmappedField(IElasticsearchTransport transport, TimeProvider time)
{
    public const string Name = "atlassian_cloud.audit.unmapped";
    public const string Type = "flattened";
    private const string BackingPrefix = ".ds-";
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <param name="stream">The data stream.</param>
    /// <param name="mapsNew">Whether a stream that does not exist yet will map the field.</param>
    /// <param name="trusted">An operator sees to the templates: where nobody may look, they are believed.</param>
    public async ValueTask<FieldAnswer> AskAsync(string stream, bool mapsNew, bool trusted, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(stream, out var known) && known.Until > time.GetUtcNow())
            return known.Answer;

        var found = await MappingsAsync(stream, cancellationToken);
        var newest = found.IsSuccess ? found.Read(root => Newest(root, _ => stream)) : null;
        var answer = found.Status switch
        {
            404 when mapsNew || trusted => FieldAnswer.IsTaken,
            404 => new FieldAnswer.Withheld($"its index template does not map {Name}"),
            401 or 403 when trusted => FieldAnswer.IsTaken,
            401 => new FieldAnswer.Withheld($"Elasticsearch does not accept the credential, so nobody knows whether it maps {Name}"),
            403 => new FieldAnswer.Withheld($"the credential lacks view_index_metadata, so nobody knows whether it maps {Name}"),
            _ when newest is null => new FieldAnswer.NoAnswer(found.Failure ?? $"Elasticsearch answered {found.Status}{ElasticsearchError.Read(found.Body.Span)} when it was asked for the mapping of {stream}; it is asked again."),
            _ when newest is [{ Maps: true }] => FieldAnswer.IsTaken,
            _ => new FieldAnswer.Withheld($"its write index does not map {Name}"),
        };
        if (answer is not FieldAnswer.NoAnswer && found.Status != 404)
            _known[stream] = new Known(answer, answer is FieldAnswer.Taken ? DateTimeOffset.MaxValue : time.GetUtcNow() + LookAgain, newest is [{ Name: var index }] ? index : null);
        return answer;
    }

    /// <summary>Asks again: a stream may have been made anew.</summary>
    public void Forget() => _known.Clear();

    /// <summary>Asks again where a stream writes to an index that is not the one looked at.</summary>
    public void Saw(string stream, string writeIndex)
    {
        if (_known.TryGetValue(stream, out var known) && known.Index is { } index && index != writeIndex)
            _known.TryRemove(stream, out _);
    }

    /// <summary>The data streams whose write index lacks the field; empty where nobody may look.</summary>
    /// <param name="streams">Their names, as a pattern.</param>
    public async Task<IReadOnlyList<string>> LackingAsync(string streams, CancellationToken cancellationToken)
    {
        var found = await MappingsAsync(streams, cancellationToken);
        return found.IsSuccess && found.Read(root => Newest(root, StreamOf)) is { } newest
            ? [.. newest.Where(index => !index.Maps).Select(index => index.Stream)]
            : [];
    }

    private Task<ElasticsearchAnswer> MappingsAsync(string target, CancellationToken cancellationToken) =>
        transport.SendAsync(HttpMethod.Get, $"/{target}/_mapping/field/{Name}", [], BodyKind.Json, cancellationToken);

    /// <summary>The newest index of each stream: the last generation. What a lifecycle froze or shrank has its name with something before it.</summary>
    private static List<BackingIndex> Newest(JsonElement answer, Func<string, string> streamOf) =>
    [
        .. answer.EnumerateObject()
            .Select(index => new BackingIndex(streamOf(index.Name), index.Name, GenerationOf(index.Name), Maps(index.Value)))
            .GroupBy(index => index.Stream)
            .Select(indices => indices.MaxBy(index => index.Generation)!),
    ];

    private static bool Maps(JsonElement index) =>
        index.TryGetProperty("mappings", out var mappings) && mappings.TryGetProperty(Name, out var field) && field.TryGetProperty("mapping", out var mapping)
        && mapping.EnumerateObject().Any(leaf => leaf.Value.GetProperty("type").GetString() == Type);

    /// <summary><c>.ds-logs-atlassian_cloud.audit-acme-2026.05.19-000001</c>: a namespace has no hyphen.</summary>
    private static string StreamOf(string index) =>
        index.LastIndexOf(BackingPrefix, StringComparison.Ordinal) is >= 0 and var start ? string.Join('-', index[(start + BackingPrefix.Length)..].Split('-')[..^2]) : index;

    private static int GenerationOf(string index) =>
        int.TryParse(index.AsSpan(index.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var generation) ? generation : 0;

    private sealed record Known(FieldAnswer Answer, DateTimeOffset Until, string? Index);

    private sealed record BackingIndex(string Stream, string Name, int Generation, bool Maps);
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
