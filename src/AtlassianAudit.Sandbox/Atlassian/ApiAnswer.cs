using System.IO.Compression;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>An answer as it will be sent: known in full before its first byte leaves, so that it can also be cut short on purpose.</summary>
internal sealed record ApiAnswer(int Status, byte[] Body, string ContentType = "application/json", int Events = 0, bool CutShort = false)
{
    private const int WorthCompressing = 1024;

    public ApiAnswer(ApiError error)
        : this(error.Status, error.ToBody())
    {
    }

    public async Task SendAsync(HttpContext context)
    {
        var body = Body;
        if (body.Length > WorthCompressing && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            body = Compress(body);
        }

        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = body.Length;
        if (CutShort)
        {
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static byte[] Compress(byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            gzip.Write(body);
        return buffer.ToArray();
    }
}
