using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>One event, read once: where each value stands that a rule names, and everything else. Points into the event's bytes.</summary>
internal readonly ref struct ScannedEvent
{
    private readonly Found _found;

    private ScannedEvent(ReadOnlySpan<byte> json, Found found, UnmappedValues unmapped)
    {
        Json = json;
        _found = found;
        Unmapped = unmapped;
    }

    /// <summary>The event's bytes.</summary>
    public ReadOnlySpan<byte> Json { get; }

    /// <summary>What no rule names.</summary>
    public UnmappedValues Unmapped { get; }

    /// <summary>Something may be in it that Elasticsearch refuses: <see cref="EventRepair"/> has to look closely.</summary>
    public bool IsDoubtful => _found.IsDoubtful;

    /// <summary>The value with its quotes; empty where the event has none. An empty string is none.</summary>
    public ReadOnlySpan<byte> this[EventField field] => _found.Fields[(int)field].Of(Json);

    public Slice SliceOf(EventField field) => _found.Fields[(int)field];

    public bool Has(EventField field) => !_found.Fields[(int)field].IsEmpty;

    /// <summary>False for a value that is none of its field, and for an array with such items: it, or they, went to <see cref="Unmapped"/>.</summary>
    public bool Fits(EventField field) => (_found.Misfits & (1u << (int)field)) == 0;

    /// <summary>Reads an event; <paramref name="problem"/> says why it cannot be.</summary>
    /// <param name="unmapped">Memory for what no rule names, filled anew.</param>
    public static bool TryScan(ReadOnlySpan<byte> json, UnmappedValues unmapped, out ScannedEvent scanned, out string? problem)
    {
        scanned = default;
        problem = null;
        unmapped.Clear();
        if (!Utf8.IsValid(json))
        {
            problem = "The event is no valid UTF-8.";
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json, EventShape.Deep);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                problem = "The event is no JSON object.";
                return false;
            }

            var found = default(Found);
            ReadObject(ref reader, json, EventShape.Event, unmapped, ref found);
            while (reader.Read())
            {
            }

            scanned = new ScannedEvent(json, found, unmapped);
            return true;
        }
        catch (JsonException exception)
        {
            problem = $"The event is no valid JSON: {exception.Message}";
            return false;
        }
    }

    /// <summary>Where the name stands that the reader has reached, its quotes included.</summary>
    public static Slice NameToken(ref Utf8JsonReader reader) => new((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);

    /// <summary>Goes to the end of a value, and says where it stands.</summary>
    public static Slice Skip(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new Slice(start, (int)reader.BytesConsumed - start);
    }

    /// <summary>Keeps the value that the reader stands on; null is none.</summary>
    /// <param name="holder">The path of what holds it, with a dot behind it.</param>
    /// <param name="name">Where its name stands.</param>
    public static void AddUnmapped(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string holder, Slice name, UnmappedValues unmapped, ref bool doubtful)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        var start = (int)reader.TokenStartIndex;
        var token = name.Of(json);
        doubtful |= !FlattenedLimits.IsName(token[1..^1]);
        doubtful |= !FlattenedLimits.Skip(ref reader, json, holder.Length + token.Length, FlattenedLimits.Deepest(reader.CurrentDepth, isField: false));
        unmapped.Add(holder, JsonText.Read(token), new Slice(start, (int)reader.BytesConsumed - start));
    }

    private static void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, EventShape shape, UnmappedValues unmapped, ref Found found)
    {
        var seen = 0u;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var place = shape.Find(ref reader);
            var name = NameToken(ref reader);
            reader.Read();
            if (place >= 0)
            {
                found.IsDoubtful |= (seen & (1u << place)) != 0;
                seen |= 1u << place;
            }

            if (place < 0 || !shape.Members[place].Fits(ref reader))
            {
                if (place >= 0 && shape.Members[place].Field is { } field && reader.TokenType != JsonTokenType.Null)
                    found.Misfits |= 1u << (int)field;
                AddUnmapped(ref reader, json, shape.Path, name, unmapped, ref found.IsDoubtful);
            }
            else if (shape.Members[place] is { IsObject: true } inner)
                ReadObject(ref reader, json, inner, unmapped, ref found);
            else
                ReadLeaf(ref reader, json, shape.Members[place], unmapped, ref found);
        }
    }

    private static void ReadLeaf(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, EventShape leaf, UnmappedValues unmapped, ref Found found)
    {
        var start = (int)reader.TokenStartIndex;
        var isEmptyText = reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty;
        if (leaf.IsFlattened)
            found.IsDoubtful |= !FlattenedLimits.Skip(ref reader, json, leaf.Path.Length, FlattenedLimits.Deepest(reader.CurrentDepth, isField: true));
        else if (leaf.IsItems)
            found.Misfits |= ContextItems.Scan(ref reader, json, leaf.Path, unmapped, ref found.IsDoubtful) ? 0 : 1u << (int)leaf.Field!;
        else
            found.IsDoubtful |= !leaf.IsEndless && leaf.Path.Length + reader.ValueSpan.Length > FlattenedLimits.PathAndValue;
        if (leaf.Field is { } field && !isEmptyText)
            found.Fields[(int)field] = new Slice(start, (int)reader.BytesConsumed - start);
    }

    private struct Found
    {
        public Fields Fields;
        public uint Misfits;
        public bool IsDoubtful;
    }

    [InlineArray((int)EventField.SelfLink + 1)]
    private struct Fields
    {
        private Slice _first;
    }
}
