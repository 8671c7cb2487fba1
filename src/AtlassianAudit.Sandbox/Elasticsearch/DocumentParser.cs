using System.Text.Json;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>
/// Reads a document against its mapping as the server does, and says what it refuses: equal names, wrong values, objects where values belong, names of
/// nothing or of dots, what is nested too deep, too many fields. What it accepts adds its new fields to the mapping.
/// </summary>
internal sealed class DocumentParser(FieldMapping mapping, string id)
{
    private const int MostFields = 1000;
    private const int MostNestedDocuments = 10_000;
    private static readonly JsonReaderOptions Deepest = new() { MaxDepth = 1000 };

    private readonly List<(FieldMapping Parent, string Name, FieldMapping Field)> _new = [];
    private readonly List<(FieldMapping Field, string Value)> _constants = [];
    private int _nested;
    private bool _hasTimestamp;
    private string _path = "";

    /// <summary>Null where the document is accepted.</summary>
    public ApiFailure? Parse(ReadOnlySpan<byte> document)
    {
        if (document.IsEmpty)
            return new ApiFailure(400, "document_parsing_exception", "[1:1] failed to parse, document is empty");
        try
        {
            var reader = new Utf8JsonReader(document, Deepest);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return new ApiFailure(400, "document_parsing_exception", "[1:1] Malformed content, must start with an object");
            ReadObject(ref reader, mapping, "");
            while (reader.Read())
            {
            }

            if (!_hasTimestamp)
                return new ApiFailure(400, "document_parsing_exception", "[1:2] failed to parse: data stream timestamp field [@timestamp] is missing");
            foreach (var (parent, name, field) in _new)
                parent.Learn(name, field);
            foreach (var (field, value) in _constants)
                field.Fix(value);
            return null;
        }
        catch (JsonException exception)
        {
            return new ApiFailure(400, "document_parsing_exception", $"[1:1] failed to parse: {exception.Message}");
        }
        catch (RefusedException exception)
        {
            return new ApiFailure(400, "document_parsing_exception", $"[1:{_path.Length + 4}] {exception.Message}", exception.CausedBy);
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, FieldMapping parent, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonWords.Name(ref reader, names);
            _hasTimestamp |= path.Length == 0 && name == "@timestamp";
            reader.Read();
            var (holder, last) = Expand(parent, name);
            var below = path.Length == 0 ? name : $"{path}.{name}";
            if (holder is null || (!holder.IsDynamic && Find(holder, last) is null))
                SkipStrictly(ref reader);
            else
                ReadValue(ref reader, holder, last, below);
        }
    }

    /// <summary>A name with dots is the way to a field; null where it leads to what is not looked at.</summary>
    private (FieldMapping? Holder, string Name) Expand(FieldMapping parent, string name)
    {
        if (name.Length == 0)
            throw new RefusedException("failed to parse", "field name cannot be an empty string");
        if (!name.Contains('.', StringComparison.Ordinal))
            return (parent, name);
        var parts = name.TrimEnd('.').Split('.');
        if (parts is [""])
            throw new RefusedException("failed to parse", "field name cannot contain only dots");
        if (parts.Any(string.IsNullOrWhiteSpace))
            throw new RefusedException("failed to parse", $"field name starting or ending with a [.] makes object resolution ambiguous: [{name}]");
        foreach (var part in parts[..^1])
        {
            var next = Find(parent, part);
            if (next is null && !parent.IsDynamic)
                return (null, name);
            next ??= Add(parent, part, new FieldMapping());
            if (!next.HoldsFields)
                throw new RefusedException($"failed to parse field [{name}]", $"[{part}] is no object");
            parent = next;
        }

        return (parent, parts[^1]);
    }

    private void ReadValue(ref Utf8JsonReader reader, FieldMapping holder, string name, string path)
    {
        _path = path;
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (Find(holder, name) is { Type: "geo_point" })
        {
            ReadPoint(ref reader, path);
            return;
        }

        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                ReadValue(ref reader, holder, name, path);
            return;
        }

        var field = Find(holder, name) ?? Add(holder, name, Guess(ref reader));
        if (field.HoldsFields)
            ReadFields(ref reader, field, path);
        else if (field.Type == "flattened")
            new FlattenedParser(field, path).Parse(ref reader);
        else
            ReadLeaf(ref reader, field, path);
    }

    /// <summary>The one type whose values may be objects and arrays.</summary>
    private void ReadPoint(ref Utf8JsonReader reader, string path)
    {
        using var point = JsonDocument.ParseValue(ref reader);
        if (GeoPoint.Problem(point.RootElement) is { } problem)
            throw new RefusedException($"failed to parse field [{path}] of type [geo_point] in document with id '{id}'.", problem);
    }

    private void ReadFields(ref Utf8JsonReader reader, FieldMapping field, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new RefusedException($"object mapping for [{path}] tried to parse field [{path}] as object, but found a concrete value");
        if (field.Type == "nested" && ++_nested > MostNestedDocuments)
            throw new RefusedException($"The number of nested documents has exceeded the allowed limit of [{MostNestedDocuments}].");
        ReadObject(ref reader, field, path);
    }

    private void ReadLeaf(ref Utf8JsonReader reader, FieldMapping field, string path)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            throw Refusal($"Can't get text on a START_OBJECT at 1:{path.Length}");
        var value = JsonWords.Text(ref reader);
        if (FieldValues.Problem(field, reader.TokenType, value, path) is { } problem)
            throw Refusal(problem);
        if (field is { Type: "constant_keyword", Value: null })
            _constants.Add((field, value));

        RefusedException Refusal(string cause) => new($"failed to parse field [{path}] of type [{field.Type}] in document with id '{id}'.", cause);
    }

    /// <summary>What is not indexed is JSON all the same.</summary>
    private static void SkipStrictly(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var names = new HashSet<string>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    JsonWords.Name(ref reader, names);
                    reader.Read();
                    SkipStrictly(ref reader);
                }

                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    SkipStrictly(ref reader);
                break;
            case JsonTokenType.Number:
                JsonWords.Text(ref reader);
                break;
        }
    }

    private static FieldMapping Guess(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => new FieldMapping(),
        JsonTokenType.Number => new FieldMapping { Type = reader.ValueSpan.IndexOfAny(".eE"u8) >= 0 ? "double" : "long" },
        JsonTokenType.True or JsonTokenType.False => new FieldMapping { Type = "boolean" },
        _ => new FieldMapping { Type = "keyword", IgnoreAbove = 1024 },
    };

    private FieldMapping? Find(FieldMapping parent, string name)
    {
        if (parent.Find(name) is { } known)
            return known;
        foreach (var added in _new)
            if (added.Parent == parent && added.Name == name)
                return added.Field;
        return null;
    }

    private FieldMapping Add(FieldMapping parent, string name, FieldMapping field)
    {
        if (mapping.Count + _new.Count > MostFields)
            throw new RefusedException("failed to parse", $"Limit of total fields [{MostFields}] has been exceeded while adding new fields [1]");
        _new.Add((parent, name, field));
        return field;
    }
}

/// <summary>A document is refused; caught where its parsing began.</summary>
internal sealed class RefusedException(string message, string? causedBy = null) : Exception(message)
{
    public string? CausedBy => causedBy;
}
