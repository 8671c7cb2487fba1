using System.IO.Compression;
using System.Net;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>A body of slices of other buffers, never joined; gzip at its fastest level on the way out where that is wanted.</summary>
internal sealed class SlicesContent : HttpContent
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _slices;
    private readonly bool _compress;

    public SlicesContent(IReadOnlyList<ReadOnlyMemory<byte>> slices, bool compress)
    {
        (_slices, _compress) = (slices, compress);
        if (compress)
            Headers.ContentEncoding.Add("gzip");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_compress)
        {
            await WriteAsync(stream, cancellationToken);
            return;
        }

        await using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await WriteAsync(gzip, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _slices.Sum(slice => (long)slice.Length);
        return !_compress;
    }

    private async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        foreach (var slice in _slices)
            await stream.WriteAsync(slice, cancellationToken);
    }
}
