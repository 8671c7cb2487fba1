using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>What had to be changed of an event.</summary>
[Flags]
internal enum Repairs
{
    None = 0,
    Doubled = 1,
    Renamed = 2,
    Folded = 4,
    Shortened = 8,
    Left = 16,
}

/// <summary>
/// Changes as little as possible of an event so that Elasticsearch takes its document: of equal names the last one counts, an odd name is written otherwise,
/// what is nested too deep becomes its own JSON text, what is too long is cut. The document then says so and keeps the event's own bytes in
/// <c>event.original</c>, so nothing is lost. Few events ever come here: clarity before speed.
/// </summary>
internal sealed class EventRepair
{
    private readonly ArrayBufferWriter<byte> _written = new();
    private Repairs _repairs;

    public static byte[] Repair(ReadOnlySpan<byte> json, out Repairs repairs)
    {
        var repair = new EventRepair();
        repair.WriteValue(json, EventShape.Event, new Place(Depth: 0, Path: 0, Deepest: int.MaxValue));
        repairs = repair._repairs;
        return repair._written.WrittenSpan.ToArray();
    }

    /// <summary>One sentence for each kind.</summary>
    public static string Describe(Repairs repairs)
    {
        var sentences = new List<string>();
        Add(Repairs.Doubled, "Some names occur more than once in one object: the last value of each is mapped.");
        Add(Repairs.Renamed, "Some names are none that Elasticsearch takes: they are written otherwise.");
        Add(Repairs.Folded, $"Some values are nested deeper than {FlattenedLimits.Depth} levels: what is below is one text.");
        Add(Repairs.Shortened, "Some values are longer than Elasticsearch takes: their beginning is mapped.");
        Add(Repairs.Left, $"There are more than {FlattenedLimits.Items} items: the first are mapped.");
        sentences.Add("event.original is the whole event.");
        return string.Join(' ', sentences);

        void Add(Repairs kind, string sentence)
        {
            if (repairs.HasFlag(kind))
                sentences.Add(sentence);
        }
    }

    /// <param name="value">The value's own bytes.</param>
    /// <param name="shape">Its shape; null where no rule names it.</param>
    /// <param name="place">Where it stands.</param>
    private void WriteValue(ReadOnlySpan<byte> value, EventShape? shape, Place place)
    {
        switch (value[0])
        {
            case (byte)'{' or (byte)'[' when place.Depth > place.Deepest:
                _repairs |= Repairs.Folded;
                WriteText(value, place.Room);
                break;
            case (byte)'{':
                WriteObject(value, shape, place);
                break;
            case (byte)'[':
                WriteArray(value, shape, place);
                break;
            case (byte)'"' when value.Length - 2 > place.Room && shape is not { IsEndless: true } && Encoding.UTF8.GetBytes(JsonText.Decode(value)) is var text && text.Length > place.Room:
                WriteText(text, place.Room);
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9') when value.Length > FlattenedLimits.Number:
                _repairs |= Repairs.Folded;
                WriteText(value, place.Room);
                break;
            default:
                _written.Write(value);
                break;
        }
    }

    private void WriteObject(ReadOnlySpan<byte> value, EventShape? shape, Place place)
    {
        _written.Write("{"u8);
        var isFirst = true;
        foreach (var (name, slice) in Members(value))
        {
            if (!isFirst)
                _written.Write(","u8);
            isFirst = false;
            _written.Write(name);
            _written.Write(":"u8);
            var member = slice.Of(value);
            var found = shape is { IsObject: true } && shape.Find(JsonText.Utf8(name)) is >= 0 and var index ? Fitting(shape.Members[index], member) : null;
            WriteValue(member, found, place.Below(found, name.Length, isKnown: shape is null or { IsFlattened: true }));
        }

        _written.Write("}"u8);
    }

    private void WriteArray(ReadOnlySpan<byte> value, EventShape? shape, Place place)
    {
        _written.Write("["u8);
        var reader = new Utf8JsonReader(value, EventShape.Deep);
        reader.Read();
        for (var number = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; number++)
        {
            if (number == FlattenedLimits.Items && shape is not null)
            {
                _repairs |= Repairs.Left;
                break;
            }

            if (number > 0)
                _written.Write(","u8);
            var item = ScannedEvent.Skip(ref reader).Of(value);
            var found = shape is null ? null : Fitting(EventShape.Item, item);
            WriteValue(item, found, place.Below(found, length: 0, isKnown: shape is null));
        }

        _written.Write("]"u8);
    }

    /// <summary>The shape where the value is what it expects; anything else ends in <c>unmapped</c>.</summary>
    private static EventShape? Fitting(EventShape shape, ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, EventShape.Deep);
        reader.Read();
        return shape.Fits(ref reader) ? shape : null;
    }

    /// <summary>The members of an object, each name once, as it can be written. Of equal names the last one that has a value counts.</summary>
    private OrderedDictionary<string, (byte[] Name, Slice Value)>.ValueCollection Members(ReadOnlySpan<byte> value)
    {
        var members = new OrderedDictionary<string, (byte[] Name, Slice Value)>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(value, EventShape.Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var token = ScannedEvent.NameToken(ref reader).Of(value);
            var name = JsonText.Decode(token);
            var written = token.ToArray();
            if (Rename(name) is { } renamed)
            {
                _repairs |= Repairs.Renamed;
                name = renamed;
                written = Quote(Encoding.UTF8.GetBytes(renamed));
            }

            reader.Read();
            var isNull = reader.TokenType == JsonTokenType.Null;
            var slice = ScannedEvent.Skip(ref reader);
            if (members.TryAdd(name, (written, slice)))
                continue;
            _repairs |= Repairs.Doubled;
            if (!isNull)
                members[name] = (written, slice);
        }

        return members.Values;
    }

    /// <summary>Another name for one that Elasticsearch does not take; null where it does.</summary>
    private static string? Rename(string name)
    {
        var renamed = name.Replace("\0", "\\0", StringComparison.Ordinal);
        if (renamed.AsSpan().Trim('.').IsEmpty)
            renamed = $"_{renamed}";
        if (Encoding.UTF8.GetByteCount(renamed) > FlattenedLimits.Name)
            renamed = Encoding.UTF8.GetString(Cut(Encoding.UTF8.GetBytes(renamed), FlattenedLimits.Name));
        return renamed == name ? null : renamed;
    }

    private void WriteText(ReadOnlySpan<byte> text, int room)
    {
        if (text.Length > room)
        {
            _repairs |= Repairs.Shortened;
            text = Cut(text, room);
        }

        _written.Write(Quote(text));
    }

    /// <summary>No more bytes than that, and no half character.</summary>
    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int length)
    {
        while (length > 0 && (text[length] & 0xC0) == 0x80)
            length--;
        return text[..length];
    }

    private static byte[] Quote(ReadOnlySpan<byte> text) =>
        [(byte)'"', .. JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];

    /// <summary>Where a value stands.</summary>
    /// <param name="Depth">Number of objects and arrays around it.</param>
    /// <param name="Path">Length of the path to it, in bytes.</param>
    /// <param name="Deepest">The depth at which another object or array may still begin.</param>
    private readonly record struct Place(int Depth, int Path, int Deepest)
    {
        public int Room => FlattenedLimits.PathAndValue - Path;

        /// <param name="shape">The shape of what stands below.</param>
        /// <param name="length">Length of its name.</param>
        /// <param name="isKnown">The limit is known already: this place is in a flattened field.</param>
        public Place Below(EventShape? shape, int length, bool isKnown) => new(
            Depth + 1,
            Path + length,
            isKnown ? Deepest : shape is null or { IsFlattened: true } ? FlattenedLimits.Deepest(Depth + 1, isField: shape is not null) : int.MaxValue);
    }
}
