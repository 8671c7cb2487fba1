using System.Text.Json;
using System.Text.Unicode;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>One event, read once: where each value stands that a rule names, and everything else. Points into the event's bytes.</summary>
internal readonly ref struct ScannedEvent
{
    private readonly FoundValues _found;

    private ScannedEvent(ReadOnlySpan<byte> json, FoundValues found)
    {
        Json = json;
        _found = found;
    }

    /// <summary>The event's bytes.</summary>
    public ReadOnlySpan<byte> Json { get; }

    /// <summary>What no rule names.</summary>
    public UnmappedValues Unmapped => _found.Unmapped;

    /// <summary>The users and groups that it is about, in order.</summary>
    public List<ContextTarget> Targets => _found.Targets;

    /// <summary>When it happened, by its own word; null where that cannot be read.</summary>
    public DateTimeOffset? Time => _found.Time;

    /// <summary>When it was processed, by its own word; null where that cannot be read.</summary>
    public DateTimeOffset? ProcessedAt => _found.ProcessedAt;

    /// <summary>Something may be in it that Elasticsearch refuses: <see cref="EventRepair"/> has to look closely.</summary>
    public bool IsDoubtful => _found.IsDoubtful;

    /// <summary>The value with its quotes; empty where the event has none. An empty string is none.</summary>
    public ReadOnlySpan<byte> this[EventField field] => _found[field].Of(Json);

    public Slice SliceOf(EventField field) => _found[field];

    public bool Has(EventField field) => !_found[field].IsEmpty;

    /// <summary>False for a value that is none of its field, and for an array with such items: it, or they, went to <see cref="Unmapped"/>.</summary>
    public bool Fits(EventField field) => _found.Fits(field);

    /// <summary>Reads an event; <paramref name="problem"/> says why it cannot be.</summary>
    /// <param name="found">Memory for what is found, filled anew.</param>
    public static bool TryScan(ReadOnlySpan<byte> json, FoundValues found, out ScannedEvent scanned, out string? problem)
    {
        scanned = default;
        problem = null;
        found.Clear();
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

            ReadObject(ref reader, json, EventShape.Event, found);
            while (reader.Read())
            {
            }

            scanned = new ScannedEvent(json, found);
            return true;
        }
        catch (JsonException exception)
        {
            problem = JsonFault.Explain(exception);
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
    public static void AddUnmapped(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string holder, Slice name, FoundValues found)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        var start = (int)reader.TokenStartIndex;
        var token = name.Of(json);
        found.IsDoubtful |= !FlattenedLimits.IsName(token[1..^1]);
        found.IsDoubtful |= !FlattenedLimits.Skip(ref reader, json, holder.Length + token.Length, FlattenedLimits.Deepest(reader.CurrentDepth, isField: false));
        found.Unmapped.Add(holder, token, new Slice(start, (int)reader.BytesConsumed - start));
    }

    private static void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, EventShape shape, FoundValues found)
    {
        var (seen, last) = (0u, -1);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var place = shape.Find(ref reader, last);
            var name = NameToken(ref reader);
            reader.Read();
            if (place < 0)
            {
                AddUnmapped(ref reader, json, shape.Path, name, found);
                continue;
            }

            found.IsDoubtful |= (seen & (1u << place)) != 0;
            seen |= 1u << place;
            last = place;
            var member = shape.Members[place];
            if (!member.Fits(ref reader))
                AddMisfit(ref reader, json, shape.Path, name, member, found);
            else if (member.IsObject)
                ReadObject(ref reader, json, member, found);
            else
                ReadLeaf(ref reader, json, member, found);
        }
    }

    private static void AddMisfit(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string holder, Slice name, EventShape member, FoundValues found)
    {
        if (member.Field is { } field && reader.TokenType != JsonTokenType.Null)
            found.AddMisfit(field);
        AddUnmapped(ref reader, json, holder, name, found);
    }

    private static void ReadLeaf(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, EventShape leaf, FoundValues found)
    {
        var start = (int)reader.TokenStartIndex;
        var isEmptyText = reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty;
        if (leaf.IsFlattened)
            found.IsDoubtful |= !FlattenedLimits.Skip(ref reader, json, leaf.Path.Length, FlattenedLimits.Deepest(reader.CurrentDepth, isField: true));
        else if (leaf.IsItems)
            ContextItems.Scan(ref reader, json, leaf, found);
        else
            found.IsDoubtful |= !leaf.IsEndless && leaf.Path.Length + reader.ValueSpan.Length > FlattenedLimits.PathAndValue;
        if (leaf.Field == EventField.Time)
            found.Time = Instant.Read(ref reader);
        else if (leaf.Field == EventField.ProcessedAt)
            found.ProcessedAt = Instant.Read(ref reader);
        if (leaf.Field is { } field && !isEmptyText)
            found[field] = new Slice(start, (int)reader.BytesConsumed - start);
    }
}
