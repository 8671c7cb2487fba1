using System.Text;
using System.Text.Json;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>
/// A <c>flattened</c> field: any object, as the terms <c>path\0value</c> of its leaves. Names may be empty and have dots, but no NUL.
/// <see href="https://www.elastic.co/docs/reference/elasticsearch/mapping-reference/flattened"/>
/// </summary>
internal readonly struct FlattenedParser(FieldMapping field, string fieldPath)
{
    public void Parse(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Refusal("Failed to parse object: expecting token of type [START_OBJECT]");
        ReadObject(ref reader, "", depth: 1);
    }

    private void ReadObject(ref Utf8JsonReader reader, string path, int depth)
    {
        if (depth > field.DepthLimit)
            throw Refusal($"The provided [flattened] field [{fieldPath}] exceeds the maximum depth limit of [{field.DepthLimit}].");
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonWords.Name(ref reader, names);
            reader.Read();
            ReadValue(ref reader, depth == 1 ? name : $"{path}.{name}", depth);
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, string path, int depth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(ref reader, path, depth + 1);
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    ReadValue(ref reader, path, depth);
                break;
            default:
                ReadLeaf(ref reader, path);
                break;
        }
    }

    private void ReadLeaf(ref Utf8JsonReader reader, string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw Refusal($"Keys in [flattened] fields cannot contain the reserved character \\0. Offending key: [{path}].");

        // Nothing can be read back of a field whose name is nothing but dots: https://github.com/elastic/elasticsearch/issues/130139
        if (path.Length > 0 && path.AsSpan().Trim('.').IsEmpty)
            throw Refusal("field name cannot contain only dots");
        if (reader.TokenType == JsonTokenType.Null)
            return;
        var value = JsonWords.Text(ref reader);
        if (value.Length <= field.IgnoreAbove && Encoding.UTF8.GetByteCount(path) + 1 + Encoding.UTF8.GetByteCount(value) > FieldValues.LongestTerm)
            throw Refusal($"Flattened field [{fieldPath}] contains one immense field whose keyed encoding is longer than the allowed max length of {FieldValues.LongestTerm} bytes. "
                + $"Key length: {path.Length}, value length: {value.Length} for key starting with [{path[..Math.Min(path.Length, 50)]}]");
    }

    private RefusedException Refusal(string cause) => new($"failed to parse field [{fieldPath}] of type [flattened]", cause);
}
