using Elastic.Transport;
using HttpMethod = System.Net.Http.HttpMethod;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// Sends through the transport of Elastic's official client; in builds with <c>-p:ElasticClient=true</c> only. It passes over dead nodes by itself, and
/// tries nothing twice: what is sent again is decided in one place, elsewhere.
/// </summary>
internal sealed class ElasticClientTransport : IElasticsearchTransport
{
    private const string Accept = "application/vnd.elasticsearch+json;compatible-with=8";
    private const string NdJson = "application/vnd.elasticsearch+x-ndjson;compatible-with=8";

    private readonly ElasticsearchConnection _connection;
    private readonly StaticNodePool _nodes;
    private readonly TransportConfigurationDescriptor _configuration;
    private readonly DistributedTransport _transport;

    public ElasticClientTransport(ElasticsearchConnection connection)
    {
        _connection = connection;
        _nodes = new StaticNodePool(connection.Nodes);
        _configuration = new TransportConfigurationDescriptor(_nodes)
            .RequestTimeout(connection.Timeout)
            .EnableHttpCompression(connection.Compression)
            .MaximumRetries(0)
            .DisablePing()
            .DisableAutomaticProxyDetection()
            .ThrowExceptions(false);
        if (connection.Authorization is { } authorization)
            _configuration = _configuration.Authentication(new Authorization(authorization));
        if (connection.Proxy is { } proxy)
            _configuration = _configuration.Proxy(proxy);
        if (CertificateTrust.For(connection) is { } trust)
            _configuration = _configuration.ServerCertificateValidationCallback((sender, certificate, chain, errors) => trust(sender, certificate, chain, errors));
        _transport = new DistributedTransport(_configuration);
    }

    public async Task<ElasticsearchAnswer> SendAsync(
        HttpMethod method, string path, IReadOnlyList<ReadOnlyMemory<byte>> body, BodyKind kind, CancellationToken cancellationToken)
    {
        var media = new RequestConfigurationDescriptor().Accept(Accept).ContentType(kind == BodyKind.NdJson ? NdJson : Accept);
        var data = body.Count == 0 ? null : PostData.ReadOnlyMemory(Join(body));
        var answer = await _transport.RequestAsync<BytesResponse>(
            new EndpointPath(Enum.Parse<Elastic.Transport.HttpMethod>(method.Method), path), data, null, media, cancellationToken);
        var details = answer.ApiCallDetails;
        return details.HttpStatusCode is { } status
            ? new ElasticsearchAnswer(status, answer.Body ?? [])
            : ElasticsearchAnswer.None($"Elasticsearch cannot be reached at {details.Uri?.GetLeftPart(UriPartial.Authority) ?? _connection.ToString()} "
                + $"({details.OriginalException?.Message ?? "no answer"}). Check the destination's urls and that it runs.");
    }

    public void Dispose()
    {
        ((IDisposable)_configuration).Dispose();
        _nodes.Dispose();
    }

    /// <summary>This transport takes one piece.</summary>
    private static ReadOnlyMemory<byte> Join(IReadOnlyList<ReadOnlyMemory<byte>> slices)
    {
        if (slices is [var only])
            return only;
        var joined = new byte[slices.Sum(slice => slice.Length)];
        var at = 0;
        foreach (var slice in slices)
        {
            slice.CopyTo(joined.AsMemory(at));
            at += slice.Length;
        }

        return joined;
    }

    /// <summary>A whole <c>Authorization</c> value, in the two parts that this transport wants.</summary>
    private sealed class Authorization(string value) : AuthorizationHeader
    {
        public override string AuthScheme { get; } = value.Split(' ', 2)[0];

        public override bool TryGetAuthorizationParameters(out string parameters)
        {
            parameters = value.Split(' ', 2)[1];
            return true;
        }
    }
}
