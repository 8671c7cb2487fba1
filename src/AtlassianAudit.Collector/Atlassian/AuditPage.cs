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
        var reader = new Utf8JsonReader(buffer.AsSpan(0, length), Deep);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The answer is no JSON object.");

        List<Range>? events = null;
        string? next = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("data"u8))
                events = ReadEvents(ref reader);
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

    private static List<Range> ReadEvents(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("The answer's 'data' is no array.");

        var events = new List<Range>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            events.Add(start..(int)reader.BytesConsumed);
        }

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
