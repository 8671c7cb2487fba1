using System.Net.Http.Headers;
using System.Text.Json;
using AtlassianAudit.Collector.Shipping.Elasticsearch;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>Asks one Kibana. What a network or a server does is a <see cref="KibanaAnswer"/>, never an exception.</summary>
internal sealed class KibanaClient(ElasticsearchConnection connection) : IDisposable
{
    /// <summary>Whoever answers more is no Kibana.</summary>
    private const int LargestAnswer = 4 * 1024 * 1024;

    private readonly HttpClient _http = new(HttpClientTransport.Handler(connection)) { MaxResponseContentBufferSize = LargestAnswer, Timeout = Timeout.InfiniteTimeSpan };

    public string Address => connection.Nodes[0].AbsoluteUri.TrimEnd('/');

    /// <param name="path">Path and query, beginning with a slash.</param>
    /// <param name="file">NDJSON to upload; null = just a look.</param>
    public async Task<KibanaAnswer> SendAsync(string path, byte[]? file, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(file is null ? HttpMethod.Get : HttpMethod.Post, Address + path);
        request.Headers.TryAddWithoutValidation("kbn-xsrf", "atlassian-audit");
        if (connection.Authorization is { } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (file is not null)
            request.Content = Upload(file);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return new KibanaAnswer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (HttpRequestException exception)
        {
            return new KibanaAnswer(0, default, exception.HttpRequestError is HttpRequestError.SecureConnectionError
                ? $"Kibana at {Address} {SecureConnection.Problem(exception, "Send caCertificate or certificateFingerprint.")}"
                : $"Kibana cannot be reached at {Address} ({exception.Message}). Check url, proxy, and that it runs.");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>With quotes where browsers put them, and none where they do not: there are servers that read nothing else.</summary>
    private static MultipartFormDataContent Upload(byte[] file)
    {
        var boundary = Guid.NewGuid().ToString("N");
        var part = new ByteArrayContent(file);
        part.Headers.ContentType = new MediaTypeHeaderValue("application/ndjson");
        part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"file\"", FileName = $"\"{KibanaAssets.FileName}\"" };
        var form = new MultipartFormDataContent(boundary) { part };
        form.Headers.ContentType = new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new NameValueHeaderValue("boundary", boundary) } };
        return form;
    }
}

/// <summary>What came back.</summary>
/// <param name="Status">The HTTP status; 0 = no answer.</param>
/// <param name="Body">The body.</param>
/// <param name="Failure">Where no answer came: what is wrong and what to do.</param>
internal sealed record KibanaAnswer(int Status, ReadOnlyMemory<byte> Body, string? Failure = null)
{
    /// <summary>The body as a JSON object; an empty one where it is none.</summary>
    public JsonElement Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : JsonElement.Parse("{}");
        }
        catch (JsonException)
        {
            // A proxy's page: the status alone has to tell.
            return JsonElement.Parse("{}");
        }
    }
}
