using System.Globalization;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>A data stream: its backing indices, of which the last is written to, and its failure store.</summary>
internal sealed class DataStream
{
    private readonly List<BackingIndex> _indices = [];
    private readonly TimeProvider _time;

    public DataStream(string name, ResolvedTemplate template, TimeProvider time)
    {
        (Name, Template, _time) = (name, template, time);
        Lifecycle = template.Lifecycle?.DeepClone();
        Failures = new BackingIndex($".fs-{name}-{Date()}-000001", FieldMapping.Read([]));
        Rollover(template);
    }

    public string Name { get; }

    /// <summary>What the write index was made from.</summary>
    public ResolvedTemplate Template { get; private set; }

    /// <summary>Set by <c>_lifecycle</c>.</summary>
    public JsonNode? Lifecycle { get; set; }

    public IReadOnlyList<BackingIndex> Indices => _indices;

    public BackingIndex WriteIndex => _indices[^1];

    public BackingIndex Failures { get; }

    public int Generation => _indices.Count;

    /// <summary>Makes a new write index from what the templates say now. What ids the older ones hold is not looked at any more.</summary>
    public void Rollover(ResolvedTemplate template)
    {
        Template = template;
        _indices.Add(new BackingIndex(string.Create(CultureInfo.InvariantCulture, $".ds-{Name}-{Date()}-{_indices.Count + 1:000000}"), template.Mapping));
    }

    private string Date() => _time.GetUtcNow().ToString("yyyy.MM.dd", CultureInfo.InvariantCulture);
}
