using System.Buffers;
using System.IO.Pipelines;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts;

namespace AtlassianAudit.Host.Mapping;

/// <summary>Maps a stream of lines, one at a time: memory is a function of the longest line.</summary>
internal sealed class MappedLines(MappingContext context, bool bulk, TimeProvider time)
{
    private readonly EventMapper _mapper = new(context);

    /// <summary>True when every line was mapped. Blank lines are none.</summary>
    public async Task<bool> WriteAsync(Stream input, Stream output, TextWriter errors, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(input);
        var (number, allMapped) = (0, true);
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (TakeLine(ref buffer, read.IsCompleted) is { } line)
                allMapped &= await WriteAsync(line, ++number, output, errors, cancellationToken);
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                break;
        }

        await output.FlushAsync(cancellationToken);
        return allMapped;
    }

    private async Task<bool> WriteAsync(byte[] line, int number, Stream output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (line.AsSpan().Trim(" \t\r"u8).IsEmpty)
            return true;

        using var batch = new BatchWriter(DataStreams.Audit(context.Namespace));
        if (_mapper.Map(line, time.GetUtcNow(), batch).Rejection is { } rejected)
        {
            await errors.WriteLineAsync($"line {number}: {rejected.Reason}");
            return false;
        }

        var written = batch.ToBatch(context.OrganizationId).Body;
        await output.WriteAsync(bulk ? written : written[(written.Span.IndexOf((byte)'\n') + 1)..], cancellationToken);
        return true;
    }

    private static byte[]? TakeLine(ref ReadOnlySequence<byte> buffer, bool isLast)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end).ToArray();
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return line;
        }

        if (!isLast || buffer.IsEmpty)
            return null;
        var rest = buffer.ToArray();
        buffer = buffer.Slice(buffer.End);
        return rest;
    }
}
