using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>Sends answers as the server does: media type echoed, product named, gzip where it is asked for.</summary>
internal static class ElasticsearchAnswers
{
    private const int WorthCompressing = 1024;

    public static Task SendAsync(this HttpContext context, ApiFailure failure) => context.SendAsync(failure.Status, failure.ToBody());

    public static async Task SendAsync(this HttpContext context, int status, JsonNode body)
    {
        var filtered = context.Request.Query["filter_path"].ToString() is { Length: > 0 } path && status < 300 ? FilterPath.Apply(body, path) : body;
        var accept = context.Request.Headers.Accept.ToString();
        context.Response.StatusCode = status;
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        context.Response.ContentType = accept.StartsWith("application/vnd.elasticsearch+json", StringComparison.Ordinal) ? accept.Split(',')[0] : "application/json";
        if (HttpMethods.IsHead(context.Request.Method))
            return;

        var bytes = Encoding.UTF8.GetBytes(filtered.ToJsonString());
        if (bytes.Length > WorthCompressing && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            bytes = Compress(bytes);
        }

        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>The body, unpacked.</summary>
    public static async Task<byte[]> ReadBodyAsync(this HttpContext context)
    {
        using var buffer = new MemoryStream();
        if (context.Request.Headers.ContentEncoding == "gzip")
        {
            await using var gzip = new GZipStream(context.Request.Body, CompressionMode.Decompress);
            await gzip.CopyToAsync(buffer, context.RequestAborted);
        }
        else
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return buffer.ToArray();
    }
}
