using System.Text.Json;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>Bytes to one Elasticsearch cluster, and bytes back. Knows nothing of bulk or templates, so that there is one copy of either.</summary>
internal interface IElasticsearchTransport : IDisposable
{
    /// <summary>Sends one request. Never throws for what a network or a server does: that is an <see cref="ElasticsearchAnswer"/>, too.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">Path and query, beginning with a slash.</param>
    /// <param name="body">The parts of the body, in order; empty = none. They may be read until the task is done.</param>
    /// <param name="kind">What the body is.</param>
    Task<ElasticsearchAnswer> SendAsync(HttpMethod method, string path, IReadOnlyList<ReadOnlyMemory<byte>> body, BodyKind kind, CancellationToken cancellationToken);
}

/// <summary>The media type of a request's body.</summary>
internal enum BodyKind
{
    Json,
    NdJson,
}

/// <summary>What came back.</summary>
/// <param name="Status">The HTTP status; 0 = no answer.</param>
/// <param name="Body">The body.</param>
/// <param name="Failure">Where no answer came: one sentence, with the address.</param>
internal sealed record ElasticsearchAnswer(int Status, ReadOnlyMemory<byte> Body, string? Failure = null)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>What a reading finds in the body; null where the body is not what it reads: a proxy's page may have status 200, too.</summary>
    public T? Read<T>(Func<JsonElement, T?> reading)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return reading(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>What an answer without success to a look means, or one that is not Elasticsearch's.</summary>
    /// <param name="right">The right that it needs.</param>
    /// <param name="target">What was looked at.</param>
    public LookResult<T> NotSeen<T>(string right, string target) => Status switch
    {
        403 => new LookResult<T>.NotAllowed($"the destination's credential lacks {right} on {target}"),

        // No right would help, and with another credential the same question is answered.
        401 => new LookResult<T>.NoAnswer($"Elasticsearch does not accept the destination's credential (401){ElasticsearchError.Read(Body.Span)}. Set its apiKey, or its username and password, anew; it is asked again."),
        _ => new LookResult<T>.NoAnswer(Failure ?? $"Elasticsearch answered {Status}{ElasticsearchError.Read(Body.Span)} when it was asked for {target}; it is asked again."),
    };

    public static ElasticsearchAnswer None(string failure) => new(0, default, failure);
}
