using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts;

namespace AtlassianAudit.Host.Mapping;

/// <summary>What is written for each line.</summary>
internal enum LineForm
{
    Document,
    Bulk,
    Explanation,
}

/// <summary>Maps a stream of lines, one at a time: memory is a function of the longest line.</summary>
internal sealed class MappedLines(MappingContext context, LineForm form, TimeProvider time)
{
    private readonly EventMapper _mapper = new(context);

    /// <summary>So much of what was read has no end of a line: a long one is not searched again with every piece of it.</summary>
    private long _searched;

    /// <summary>True when every line was mapped. Blank lines are none.</summary>
    public async Task<bool> WriteAsync(Stream input, Stream output, TextWriter errors, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(input);
        var (number, allMapped) = (0, true);
        await SkipMarkAsync(reader, cancellationToken);
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

    /// <summary>Many editors begin a file with a mark that says it is UTF-8, and that is no part of its first line.</summary>
    private static async Task SkipMarkAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        var mark = Encoding.UTF8.Preamble.ToArray();
        var first = (await reader.ReadAtLeastAsync(mark.Length, cancellationToken)).Buffer;
        var marked = first.Length >= mark.Length && first.Slice(0, mark.Length).ToArray().AsSpan().SequenceEqual(mark);
        reader.AdvanceTo(marked ? first.GetPosition(mark.Length) : first.Start);
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

        var bulk = batch.ToBatch(context.OrganizationId).Body;
        var document = bulk[(bulk.Span.IndexOf((byte)'\n') + 1)..];
        await output.WriteAsync(form switch { LineForm.Bulk => bulk, LineForm.Explanation => Explain(line, number, document), _ => document }, cancellationToken);
        return true;
    }

    private ReadOnlyMemory<byte> Explain(byte[] line, int number, ReadOnlyMemory<byte> document)
    {
        _mapper.TryRead(line, out var scanned, out _, out _);
        using var parsed = JsonDocument.Parse(document);
        return Encoding.UTF8.GetBytes(Explanation.Of(number, parsed.RootElement, scanned, context));
    }

    private byte[]? TakeLine(ref ReadOnlySequence<byte> buffer, bool isLast)
    {
        if (buffer.Slice(_searched).PositionOf((byte)'\n') is { } end)
        {
            _searched = 0;
            var line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return WithoutReturn(line);
        }

        _searched = isLast ? 0 : buffer.Length;
        if (!isLast || buffer.IsEmpty)
            return null;
        var rest = buffer;
        buffer = buffer.Slice(buffer.End);
        return WithoutReturn(rest);
    }

    private static byte[] WithoutReturn(ReadOnlySequence<byte> line) =>
        (!line.IsEmpty && line.Slice(line.Length - 1).FirstSpan[0] == (byte)'\r' ? line.Slice(0, line.Length - 1) : line).ToArray();
}
