using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>One event, read once: where each value stands that a rule names, and everything else. Points into the event's bytes.</summary>
internal ref struct ScannedEvent
{
    private const string AttributesPrefix = "attributes.";
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 1 << 20 };

    private Fields _fields;

    private ScannedEvent(ReadOnlySpan<byte> json, Fields fields, List<(string Name, Slice Value)>? unmapped)
    {
        Json = json;
        _fields = fields;
        Unmapped = unmapped;
    }

    /// <summary>The event's bytes.</summary>
    public ReadOnlySpan<byte> Json { get; }

    /// <summary>What no rule names: dotted path, without <c>attributes.</c> where that is unambiguous, and value.</summary>
    public List<(string Name, Slice Value)>? Unmapped { get; }

    /// <summary>The value with its quotes; empty where the event has none. An empty string is none.</summary>
    public readonly ReadOnlySpan<byte> this[EventField field] => _fields[(int)field].Of(Json);

    public readonly Slice SliceOf(EventField field) => _fields[(int)field];

    public readonly bool Has(EventField field) => !_fields[(int)field].IsEmpty;

    /// <summary>Reads an event; <paramref name="problem"/> says why it cannot be.</summary>
    public static bool TryScan(ReadOnlySpan<byte> json, out ScannedEvent scanned, out string? problem)
    {
        scanned = default;
        problem = null;
        if (!Utf8.IsValid(json))
        {
            problem = "The event is no valid UTF-8.";
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json, Deep);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                problem = "The event is no JSON object.";
                return false;
            }

            var fields = default(Fields);
            List<(string Name, Slice Value)>? unmapped = null;
            ReadObject(json, ref reader, EventShape.Event, ref fields, ref unmapped);
            while (reader.Read())
            {
            }

            scanned = new ScannedEvent(json, fields, unmapped);
            return true;
        }
        catch (JsonException exception)
        {
            problem = $"The event is no valid JSON: {exception.Message}";
            return false;
        }
    }

    private static void ReadObject(
        ReadOnlySpan<byte> json, ref Utf8JsonReader reader, EventShape shape, ref Fields fields, ref List<(string Name, Slice Value)>? unmapped)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = shape.Member(ref reader);
            var nameStart = (int)reader.TokenStartIndex;
            var nameLength = (int)reader.BytesConsumed - nameStart;
            reader.Read();
            if (member is not null && member.Fits(ref reader))
            {
                if (member.IsObject)
                    ReadObject(json, ref reader, member, ref fields, ref unmapped);
                else
                    Keep(ref reader, member.Field, ref fields);
            }
            else if (reader.TokenType != JsonTokenType.Null)
                KeepUnmapped(unmapped ??= [], $"{shape.Path}{Name(json.Slice(nameStart, nameLength))}", Skip(ref reader));
        }
    }

    /// <summary>A property's token may be followed by its colon.</summary>
    private static string Name(ReadOnlySpan<byte> token) => JsonText.Read(token[..(token.LastIndexOf((byte)'"') + 1)]);

    private static void Keep(ref Utf8JsonReader reader, EventField? field, ref Fields fields)
    {
        var isEmptyText = reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty;
        var value = Skip(ref reader);
        if (field is { } known)
            fields[(int)known] = isEmptyText ? default : value;
    }

    private static void KeepUnmapped(List<(string Name, Slice Value)> unmapped, string path, Slice value)
    {
        var name = path.StartsWith(AttributesPrefix, StringComparison.Ordinal) ? path[AttributesPrefix.Length..] : path;
        var place = unmapped.FindIndex(known => known.Name == name);
        if (place >= 0 && name != path)
            unmapped.Add((path, value));
        else if (place >= 0)
            unmapped[place] = (name, value);
        else
            unmapped.Add((name, value));
    }

    private static Slice Skip(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new Slice(start, (int)reader.BytesConsumed - start);
    }

    [InlineArray((int)EventField.SelfLink + 1)]
    private struct Fields
    {
        private Slice _first;
    }
}
