using System.Buffers;
using System.Text.Json;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>
/// One page as the bytes that came, cut into events. Its buffer is pooled: nothing of the page may be used after <see cref="Dispose"/>.
/// </summary>
internal sealed class AuditPage : IEventPage, IDisposable
{
    /// <summary>The reader does not recurse; an event of any depth is an event.</summary>
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 1 << 20 };

    private readonly byte[] _buffer;
    private readonly List<Range> _events;

    private AuditPage(byte[] buffer, List<Range> events, string? next) => (_buffer, _events, Next) = (buffer, events, next);

    public int Count => _events.Count;

    /// <summary><c>meta.next</c> where it is a string.</summary>
    public string? Next { get; }

    public ReadOnlySpan<byte> Event(int index) => _buffer.AsSpan(Place(index));

    /// <summary>Where an event stands in the body.</summary>
    public Range Place(int index) => _events[index];

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>Cuts a body into events. Takes over the rented <paramref name="buffer"/> when it returns a page, and only then.</summary>
    /// <exception cref="JsonException">The body is no page.</exception>
    public static AuditPage Parse(byte[] buffer, int length)
    {
        var body = buffer.AsSpan(0, length);
        var reader = new Utf8JsonReader(body, Deep);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The answer is no JSON object.");

        var origin = 0;
        List<Range>? events = null;
        string? next = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("data"u8))
                events = ReadEvents(ref reader, body, ref origin);
            else if (reader.ValueTextEquals("meta"u8))
                next = ReadNext(ref reader);
            else
                reader.Skip();
        }

        // Reads to the end, so that half a body is no page.
        while (reader.Read())
        {
        }

        return new AuditPage(buffer, events ?? throw new JsonException("The answer has no array 'data'."), next);
    }

    /// <summary>Nothing of the events is read: one that is no JSON must not cost the page. The reader goes on at the bracket behind them.</summary>
    /// <param name="reader">Stands on the array's name.</param>
    /// <param name="body">The body.</param>
    /// <param name="origin">Where in it the reader began.</param>
    private static List<Range> ReadEvents(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, ref int origin)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("The answer's 'data' is no array.");

        var events = new List<Range>();
        origin = EventCutter.Cut(body, origin + (int)reader.BytesConsumed, events);
        reader = new Utf8JsonReader(body[origin..], isFinalBlock: true, reader.CurrentState);
        reader.Read();
        return events;
    }

    private static string? ReadNext(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? next = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isNext = reader.ValueTextEquals("next"u8);
            reader.Read();
            if (isNext && reader.TokenType == JsonTokenType.String)
                next = reader.GetString();
            reader.Skip();
        }

        return next;
    }
}
