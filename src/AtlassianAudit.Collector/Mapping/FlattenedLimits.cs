using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// What Elasticsearch takes into a <c>flattened</c> field, and into a document at all. The check is one pass without memory of its own, so it says no
/// where it would have to look twice (names with escapes, many names): <see cref="EventRepair"/> then looks closely, and may find nothing.
/// <see href="https://www.elastic.co/docs/reference/elasticsearch/mapping-reference/flattened"/>
/// </summary>
internal static class FlattenedLimits
{
    /// <summary>Objects in each other, the field's own value being the first. An array counts like an object here.</summary>
    public const int Depth = 20;

    /// <summary>Lucene's longest term is 32,766 bytes: path, a separator and value. The rest is room for what a path may become.</summary>
    public const int PathAndValue = 32_700;

    /// <summary>Digits of a number: the limit of the server's JSON parser.</summary>
    public const int Number = 1000;

    /// <summary>Items of <c>context</c>, and of <c>container</c>: a document has at most 10,000 nested ones.</summary>
    public const int Items = 5000;

    /// <summary>Bytes of a name; a path of as many as there may be leaves room for a value then.</summary>
    public const int Name = 512;

    private const int MostNamesToCompare = 64;

    /// <summary>Goes to the end of the value that the reader stands on. True when it can be copied as it is.</summary>
    /// <param name="json">What the reader reads.</param>
    /// <param name="path">Length of the path to the value, in bytes.</param>
    /// <param name="deepest">The depth at which another object may still begin: <see cref="Deepest"/>.</param>
    public static bool Skip(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int path, int deepest)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth > deepest:
                reader.Skip();
                return false;
            case JsonTokenType.StartObject:
                return SkipObject(ref reader, json, path, deepest);
            case JsonTokenType.StartArray:
                var fits = true;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    fits &= Skip(ref reader, json, path, deepest);
                return fits;
            case JsonTokenType.Number:
                return reader.ValueSpan.Length <= Number && path + reader.ValueSpan.Length <= PathAndValue;
            case JsonTokenType.String:
                return path + reader.ValueSpan.Length <= PathAndValue;
            default:
                return true;
        }
    }

    /// <param name="depth">Where the value stands.</param>
    /// <param name="isField">True = it becomes the field; false = it becomes a member of one, of <c>unmapped</c>.</param>
    public static int Deepest(int depth, bool isField) => depth + Depth - (isField ? 1 : 2);

    /// <summary>True for a name without escapes that is neither too long, nor nothing but dots: of such a field nothing can be read back.
    /// <see href="https://github.com/elastic/elasticsearch/issues/130139"/></summary>
    public static bool IsName(ReadOnlySpan<byte> name) => name.Length <= Name && name.ContainsAnyExcept((byte)'.') && !name.Contains((byte)'\\');

    private static bool SkipObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int path, int deepest)
    {
        Span<Slice> names = stackalloc Slice[MostNamesToCompare];
        var (count, fits, traces) = (0, true, 0ul);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (count == MostNamesToCompare || !IsName(name) || ((traces & TraceOf(name)) != 0 && IsAmong(names[..count], name, json)))
                fits = false;
            else
            {
                names[count++] = new Slice((int)reader.TokenStartIndex + 1, name.Length);
                traces |= TraceOf(name);
            }

            reader.Read();
            fits &= Skip(ref reader, json, path + name.Length + 1, deepest);
        }

        return fits;
    }

    /// <summary>One bit of 64, the same for equal names: most names need no comparing.</summary>
    private static ulong TraceOf(ReadOnlySpan<byte> name) => 1ul << ((name.Length + name[0] * 7 + name[^1] * 31) & 63);

    private static bool IsAmong(ReadOnlySpan<Slice> names, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        foreach (var known in names)
            if (known.Length == name.Length && known.Of(json).SequenceEqual(name))
                return true;
        return false;
    }
}
