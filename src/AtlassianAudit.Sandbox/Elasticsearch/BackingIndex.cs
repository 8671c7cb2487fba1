namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>One backing index: ids are unique within it, and within it only.</summary>
internal sealed class BackingIndex(string name, FieldMapping mapping)
{
    private readonly Dictionary<string, StoredDocument> _byId = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>Fixed when the index was made: a template that changes later is for later indices.</summary>
    public FieldMapping Mapping => mapping;

    public string Uuid { get; } = Guid.NewGuid().ToString("N")[..22];

    public bool WriteBlocked { get; set; }

    public IReadOnlyCollection<StoredDocument> Documents => _byId.Values;

    public StoredDocument? Find(string id) => _byId.GetValueOrDefault(id);

    public bool TryCreate(string id, byte[] source, DateTimeOffset now) => _byId.TryAdd(id, new StoredDocument(name, id, source, now));

    public bool Remove(string id) => _byId.Remove(id);
}
