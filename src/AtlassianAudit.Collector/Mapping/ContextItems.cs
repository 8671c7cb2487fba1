using System.Globalization;
using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// The items of <c>context</c> and <c>container</c>: <c>id</c> and <c>type</c>, each one value, <c>attributes</c> and <c>links</c>, each an object. They are mapped
/// <c>nested</c>, so an item that is no object would lose the document, and an unknown member would become a field of its own: what does not fit goes
/// to <c>unmapped</c>, and the rest stays as it is.
/// </summary>
internal static class ContextItems
{
    private static readonly JsonEncodedText[] Names = [EcsNames.Id, EcsNames.Type, EcsNames.Attributes, EcsNames.Links];

    /// <summary>Goes to the end of the array. False = it has to be written by <see cref="Write"/>, without what was added to <paramref name="unmapped"/>.</summary>
    /// <param name="path">Where the array stands, dotted.</param>
    /// <param name="doubtful">Set where something needs a closer look.</param>
    public static bool Scan(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string path, UnmappedValues unmapped, ref bool doubtful)
    {
        var (fits, number) = (true, 0);
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; number++)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                fits &= ScanItem(ref reader, json, path, number, unmapped, ref doubtful);
            else if (reader.TokenType != JsonTokenType.Null)
                fits = MisfitItem(ref reader, json, path, number, unmapped, ref doubtful);
        }

        doubtful |= number > FlattenedLimits.Items;
        return fits;
    }

    /// <summary>Writes what fits of an array.</summary>
    public static void Write(Utf8JsonWriter json, JsonEncodedText name, ReadOnlySpan<byte> items)
    {
        var reader = new Utf8JsonReader(items, EventShape.Deep);
        reader.Read();
        json.WriteStartArray(name);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                WriteItem(json, ref reader, items);
            else if (reader.TokenType == JsonTokenType.Null)
                json.WriteNullValue();
            else
                reader.Skip();
        }

        json.WriteEndArray();
    }

    private static bool ScanItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string path, int number, UnmappedValues unmapped, ref bool doubtful)
    {
        var (fits, seen) = (true, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var place = EventShape.Item.Find(ref reader);
            var name = ScannedEvent.NameToken(ref reader);
            reader.Read();
            if (place >= 0)
            {
                doubtful |= (seen & (1 << place)) != 0;
                seen |= 1 << place;
            }

            if (place < 0 || !EventShape.Item.Members[place].Fits(ref reader))
            {
                ScannedEvent.AddUnmapped(ref reader, json, string.Create(CultureInfo.InvariantCulture, $"{path}.{number}."), name, unmapped, ref doubtful);
                fits = false;
            }
            else if (EventShape.Item.Members[place].IsFlattened)
                doubtful |= !FlattenedLimits.Skip(ref reader, json, path.Length, FlattenedLimits.Deepest(reader.CurrentDepth, isField: true));
            else
                doubtful |= reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length > FlattenedLimits.Number;
        }

        return fits;
    }

    private static bool MisfitItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string path, int number, UnmappedValues unmapped, ref bool doubtful)
    {
        var start = (int)reader.TokenStartIndex;
        doubtful |= !FlattenedLimits.Skip(ref reader, json, path.Length, FlattenedLimits.Deepest(reader.CurrentDepth, isField: false));
        unmapped.Add($"{path}.", number.ToString(CultureInfo.InvariantCulture), new Slice(start, (int)reader.BytesConsumed - start));
        return false;
    }

    private static void WriteItem(Utf8JsonWriter json, ref Utf8JsonReader reader, ReadOnlySpan<byte> items)
    {
        json.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var place = EventShape.Item.Find(ref reader);
            reader.Read();
            var fits = place >= 0 && EventShape.Item.Members[place].Fits(ref reader);
            var value = ScannedEvent.Skip(ref reader);
            if (fits)
                json.Copy(Names[place], value.Of(items));
        }

        json.WriteEndObject();
    }
}
