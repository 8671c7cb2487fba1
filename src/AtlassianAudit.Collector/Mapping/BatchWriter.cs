using System.Buffers;
using System.Text;
using System.Text.Json;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>A growing <c>_bulk</c> body for one data stream, in a pooled buffer: an action line and a document line for each document.</summary>
/// <param name="dataStream">The data stream.</param>
/// <param name="capacity">Number of documents to expect.</param>
internal sealed class BatchWriter(string dataStream, int capacity = 0) : IBufferWriter<byte>, IDisposable
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Documents are built from tokens that were read already: nothing is checked twice, and only what JSON demands is escaped.</summary>
    public static readonly JsonWriterOptions Trusting = new()
    {
        SkipValidation = true,
        MaxDepth = int.MaxValue,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly byte[] _action = Encoding.UTF8.GetBytes($$"""{"create":{"_index":"{{dataStream}}","_id":" """.TrimEnd());
    private readonly List<int> _ends = new(capacity);
    private readonly List<string> _ids = new(capacity);
    private readonly List<UnmappedPart> _unmapped = [];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private Utf8JsonWriter? _json;
    private int _length;

    /// <summary>Number of documents.</summary>
    public int Count => _ends.Count;

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Begins a document: writes its action line and hands out the writer for its object.</summary>
    public Utf8JsonWriter Begin(string documentId)
    {
        Append(_action);
        Reserve(documentId.Length);
        _length += Encoding.ASCII.GetBytes(documentId, _buffer.AsSpan(_length));
        Append("\"}}\n"u8);
        _ids.Add(documentId);
        if (_json is null)
            _json = new Utf8JsonWriter(this, Trusting);
        else
            _json.Reset();
        return _json;
    }

    /// <summary>Ends the document.</summary>
    /// <param name="unmapped">Where its member <c>unmapped</c> stands, counted from its first byte; empty = it has none.</param>
    public void End(Slice unmapped = default)
    {
        _json!.Flush();
        var start = _length - (int)_json.BytesCommitted;
        if (!unmapped.IsEmpty)
            _unmapped.Add(new UnmappedPart(_ends.Count, start + unmapped.Start, start + unmapped.Start + unmapped.Length));
        Append("\n"u8);
        _ends.Add(_length);
    }

    /// <summary>The <c>_id</c> of the last document.</summary>
    public string LastId => _ids[^1];

    /// <summary>Takes the last document out again.</summary>
    public void Undo()
    {
        _ends.RemoveAt(_ends.Count - 1);
        _ids.RemoveAt(_ids.Count - 1);
        if (_unmapped is [.., var last] && last.Item == _ends.Count)
            _unmapped.RemoveAt(_unmapped.Count - 1);
        _length = _ends.Count > 0 ? _ends[^1] : 0;
    }

    /// <summary>The body as a message that owns its memory: a request may still be reading it when this writer is long gone.</summary>
    public MappedBatch ToBatch(string organizationId, LookUp? lookUp = null) => new(organizationId, dataStream, Written.ToArray(), [.. _ends], [.. _ids], lookUp) { Unmapped = [.. _unmapped] };

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        _json?.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int size)
    {
        if (_buffer.Length - _length >= Math.Max(size, 1))
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + size));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
