using System.Text;
using AtlassianAudit.Collector.Shipping.Elasticsearch;

namespace AtlassianAudit.Tests.Shipping;

/// <summary>Answers bulk requests as a script says: one list of item statuses for each, or a whole answer; 201 for everything behind its end.</summary>
internal sealed class ScriptedElasticsearch : IElasticsearchTransport
{
    private readonly Queue<Func<int, Task<ElasticsearchAnswer>>> _script = new();
    private readonly Lock _gate = new();

    /// <summary>The bodies of the bulk requests, in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Nothing is answered.</summary>
    public bool IsDown { get; set; }

    /// <summary>The answer to whatever is no bulk request.</summary>
    public ElasticsearchAnswer Else { get; set; } = new(200, "{}"u8.ToArray());

    /// <summary>The same, once it comes; null = at once.</summary>
    public Task<ElasticsearchAnswer>? ElseWhen { get; set; }

    /// <summary>Completes with each request that comes.</summary>
    public SemaphoreSlim Came { get; } = new(0);

    public ScriptedElasticsearch Items(params int[] statuses) => Then(_ => Task.FromResult(Answer(statuses)));

    public ScriptedElasticsearch Status(int status) => Then(_ => Task.FromResult(new ElasticsearchAnswer(status, "{}"u8.ToArray())));

    public ScriptedElasticsearch Failure(string sentence) => Then(_ => Task.FromResult(ElasticsearchAnswer.None(sentence)));

    public ScriptedElasticsearch Until(Task<ElasticsearchAnswer> answer) => Then(_ => answer);

    public ScriptedElasticsearch Then(Func<int, Task<ElasticsearchAnswer>> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    public Task<ElasticsearchAnswer> SendAsync(HttpMethod method, string path, IReadOnlyList<ReadOnlyMemory<byte>> body, BodyKind kind, CancellationToken cancellationToken)
    {
        if (IsDown)
            return Task.FromResult(ElasticsearchAnswer.None("It is down."));
        if (!path.StartsWith("/_bulk", StringComparison.Ordinal))
            return ElseWhen ?? Task.FromResult(Else);
        var text = string.Concat(body.Select(slice => Encoding.UTF8.GetString(slice.Span)));
        Func<int, Task<ElasticsearchAnswer>>? next;
        lock (_gate)
        {
            Requests.Add(text);
            _script.TryDequeue(out next);
        }

        Came.Release();
        var items = text.Count(c => c == '\n');
        return next?.Invoke(items) ?? Task.FromResult(Answer([.. Enumerable.Repeat(201, items)]));
    }

    public void Dispose() => Came.Dispose();

    public static ElasticsearchAnswer Answer(params int[] statuses)
    {
        var items = statuses.Select(status => status < 300
            ? $$"""{"create":{"_index":".ds-1","status":{{status}} } }"""
            : $$"""{"create":{"_index":".ds-1","status":{{status}},"error":{"type":"{{Type(status)}}","reason":"scripted" } } }""");
        return new ElasticsearchAnswer(200, Encoding.UTF8.GetBytes($$"""{"errors":true,"items":[{{string.Join(',', items)}}]}"""));
    }

    private static string Type(int status) => status switch
    {
        400 => "document_parsing_exception",
        403 => "security_exception",
        409 => "version_conflict_engine_exception",
        _ => "es_rejected_execution_exception",
    };
}
