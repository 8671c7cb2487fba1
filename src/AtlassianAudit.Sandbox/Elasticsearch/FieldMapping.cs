using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>The mapping of one field and those below it, and what it refuses: wrong addresses, wrong times, other constants, objects where values belong.</summary>
internal sealed class FieldMapping
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    private readonly Dictionary<string, FieldMapping> _properties = new(StringComparer.Ordinal);
    private string _type = "object";
    private string? _value;

    public string Type => _type;

    public bool IsObject => _type is "object" or "nested";

    /// <summary>The mapping of a field by its dotted path; null where there is none.</summary>
    public FieldMapping? Find(string path) =>
        path.Split('.').Aggregate(this, (FieldMapping? field, string name) => field?._properties.GetValueOrDefault(name));

    public static FieldMapping Read(JsonObject mapping)
    {
        var field = new FieldMapping { _type = mapping["type"]?.GetValue<string>() ?? "object", _value = mapping["value"]?.GetValue<string>() };
        foreach (var (name, below) in mapping["properties"] as JsonObject ?? [])
            field._properties[name] = Read((JsonObject)below!);
        return field;
    }

    /// <summary>What is wrong with a document; null where nothing is.</summary>
    public ApiFailure? Check(JsonElement document, string id, Dictionary<string, string> constants) => Check(document, "", id, constants);

    private ApiFailure? Check(JsonElement value, string path, string id, Dictionary<string, string> constants)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        if (_type == "geo_point")
            return GeoPoint.Problem(value) is { } notThere ? Fail(notThere) : null;
        if (value.ValueKind == JsonValueKind.Array)
            return value.EnumerateArray().Select(item => Check(item, path, id, constants)).FirstOrDefault(failure => failure is not null);
        return _type switch
        {
            "object" or "nested" when value.ValueKind != JsonValueKind.Object =>
                Refuse($"object mapping for [{path}] tried to parse field [{path}] as object, but found a concrete value"),
            "object" or "nested" => CheckMembers(value, path, id, constants),
            "flattened" => value.ValueKind == JsonValueKind.Object ? null : Fail("an object is expected"),
            _ when value.ValueKind == JsonValueKind.Object => Fail($"Can't get text on a START_OBJECT at 1:{path.Length}"),
            "ip" => IsIp(value.ToString()) ? null : Fail($"'{value}' is not an IP string literal."),
            "date" => IsDate(value) ? null : Fail($"failed to parse date field [{value}] with format [strict_date_optional_time||epoch_millis]"),
            "long" => IsLong(value) ? null : Fail($"For input string: \"{value}\""),
            "constant_keyword" => CheckConstant(value.ToString(), path, constants) is { } constant
                ? Fail($"[constant_keyword] field [{path}] only accepts values that are equal to the value defined in the mappings [{constant}], but got [{value}]")
                : null,
            _ => null,
        };

        ApiFailure Fail(string cause) => new(400, "document_parsing_exception", $"[1:{path.Length + 4}] failed to parse field [{path}] of type [{_type}] in document with id '{id}'.", cause);
        ApiFailure Refuse(string cause) => new(400, "document_parsing_exception", $"[1:{path.Length + 4}] {cause}");
    }

    private ApiFailure? CheckMembers(JsonElement value, string path, string id, Dictionary<string, string> constants)
    {
        foreach (var member in value.EnumerateObject())
            if (_properties.TryGetValue(member.Name, out var below)
                && below.Check(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", id, constants) is { } failure)
                return failure;
        return null;
    }

    /// <summary>The constant that the value violates; null where it fits. Without one in the mapping the first document fixes it.</summary>
    private string? CheckConstant(string value, string path, Dictionary<string, string> constants)
    {
        if (_value is not null)
            return value == _value ? null : _value;
        constants.TryAdd(path, value);
        return constants[path] == value ? null : constants[path];
    }

    /// <summary>Fractions are cut off; a text may hold a number.</summary>
    private static bool IsLong(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= long.MinValue and <= long.MaxValue;

    private static bool IsIp(string text) =>
        IPAddress.TryParse(text, out var address) && !text.Contains('%', StringComparison.Ordinal)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);

    private static bool IsDate(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
        || DateTimeOffset.TryParseExact(value.ToString(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
