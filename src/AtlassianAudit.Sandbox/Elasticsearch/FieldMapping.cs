using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>The mapping of one field and those below it. It grows by the fields that accepted documents bring.</summary>
internal sealed class FieldMapping
{
    private readonly Dictionary<string, FieldMapping> _properties = new(StringComparer.Ordinal);

    public string Type { get; init; } = "object";

    public bool HoldsFields => Type is "object" or "nested";

    /// <summary>Of a constant: given by the template, or by the first document.</summary>
    public string? Value { get; private set; }

    /// <summary>Longer texts are kept, but not indexed.</summary>
    public int IgnoreAbove { get; init; } = int.MaxValue;

    /// <summary>Of a keyword: false = nothing limits its length.</summary>
    public bool IsIndexed { get; init; } = true;

    public int DepthLimit { get; init; } = 20;

    /// <summary>What becomes of fields that it does not name: false = they are kept, but not looked at.</summary>
    public bool IsDynamic { get; init; } = true;

    /// <summary>Number of fields, itself included.</summary>
    public int Count => 1 + _properties.Values.Sum(below => below.Count);

    /// <summary>The mapping of a field by its dotted path; null where there is none.</summary>
    public FieldMapping? At(string path) => path.Split('.').Aggregate(this, (FieldMapping? field, string name) => field?.Find(name));

    public static FieldMapping Read(JsonObject mapping)
    {
        var field = new FieldMapping
        {
            Type = mapping["type"]?.GetValue<string>() ?? "object",
            Value = mapping["value"]?.GetValue<string>(),
            IgnoreAbove = mapping["ignore_above"]?.GetValue<int>() ?? int.MaxValue,
            IsIndexed = mapping["index"]?.GetValue<bool>() != false || mapping["doc_values"]?.GetValue<bool>() != false,
            DepthLimit = mapping["depth_limit"]?.GetValue<int>() ?? 20,
            IsDynamic = mapping["dynamic"]?.ToString() is not "false",
        };
        foreach (var (name, below) in mapping["properties"] as JsonObject ?? [])
            field._properties[name] = Read((JsonObject)below!);
        return field;
    }

    public FieldMapping? Find(string name) => _properties.GetValueOrDefault(name);

    public void Learn(string name, FieldMapping field) => _properties.TryAdd(name, field);

    public void Fix(string value) => Value ??= value;
}
