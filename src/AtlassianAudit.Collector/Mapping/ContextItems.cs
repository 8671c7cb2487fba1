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

    /// <summary>Goes to the end of the array. What does not fit is unmapped, and the array has to be written by <see cref="Write"/> then.</summary>
    public static void Scan(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, EventShape array, FoundValues found)
    {
        var (fits, number) = (true, 0);
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; number++)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                fits &= ScanItem(ref reader, json, array, number, found);
            else if (reader.TokenType != JsonTokenType.Null)
                fits = MisfitItem(ref reader, json, array.Path, number, found);
        }

        found.IsDoubtful |= number > FlattenedLimits.Items;
        if (!fits)
            found.AddMisfit(array.Field!.Value);
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

    private static bool ScanItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, EventShape array, int number, FoundValues found)
    {
        var (fits, seen, last) = (true, 0, -1);
        Span<Slice> values = stackalloc Slice[EventShape.Item.Members.Length];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var place = EventShape.Item.Find(ref reader, last);
            var name = ScannedEvent.NameToken(ref reader);
            reader.Read();
            if (place >= 0)
            {
                found.IsDoubtful |= (seen & (1 << place)) != 0;
                seen |= 1 << place;
                last = place;
            }

            if (place < 0 || !EventShape.Item.Members[place].Fits(ref reader))
            {
                ScannedEvent.AddUnmapped(ref reader, json, string.Create(CultureInfo.InvariantCulture, $"{array.Path}.{number}."), name, found);
                fits = false;
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            if (EventShape.Item.Members[place].IsFlattened)
                found.IsDoubtful |= !FlattenedLimits.Skip(ref reader, json, array.Path.Length, FlattenedLimits.Deepest(reader.CurrentDepth, isField: true));
            else
                found.IsDoubtful |= reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length > FlattenedLimits.Number;
            values[place] = new Slice(start, (int)reader.BytesConsumed - start);
        }

        if (array.Field == EventField.Context && ContextTarget.Of(json, id: values[0], type: values[1], attributes: values[2]) is { } target)
            found.Add(target);
        return fits;
    }

    private static bool MisfitItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string path, int number, FoundValues found)
    {
        var start = (int)reader.TokenStartIndex;
        found.IsDoubtful |= !FlattenedLimits.Skip(ref reader, json, path.Length, FlattenedLimits.Deepest(reader.CurrentDepth, isField: false));
        found.Unmapped.Add($"{path}.", number.ToString(CultureInfo.InvariantCulture), new Slice(start, (int)reader.BytesConsumed - start));
        return false;
    }

    private static void WriteItem(Utf8JsonWriter json, ref Utf8JsonReader reader, ReadOnlySpan<byte> items)
    {
        json.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var place = EventShape.Item.Find(ref reader, last: -1);
            reader.Read();
            var fits = place >= 0 && EventShape.Item.Members[place].Fits(ref reader);
            var value = ScannedEvent.Skip(ref reader);
            if (fits)
                json.Copy(Names[place], value.Of(items));
        }

        json.WriteEndObject();
    }
}
