namespace AtlassianAudit.Collector.Mapping;

/// <summary>Where the values of one event stand, and what else was seen of it: memory that is used again for the next one.</summary>
internal sealed class FoundValues
{
    private const int MostTargetsKept = 256;
    private readonly Slice[] _fields = new Slice[(int)EventField.SelfLink + 1];
    private List<ContextTarget> _targets = [];
    private uint _misfits;

    /// <summary>What no rule names.</summary>
    public UnmappedValues Unmapped { get; } = new();

    /// <summary>The users and groups of <c>context</c>, in order.</summary>
    public List<ContextTarget> Targets => _targets;

    /// <summary>The event's <c>time</c>; null where it has none or it is none.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>The event's <c>processedAt</c>; null where it has none or it is none.</summary>
    public DateTimeOffset? ProcessedAt { get; set; }

    /// <summary>Something may be in it that Elasticsearch refuses.</summary>
    public bool IsDoubtful { get; set; }

    public Slice this[EventField field]
    {
        get => _fields[(int)field];
        set => _fields[(int)field] = value;
    }

    /// <summary>False for a value that is none of its field, and for an array with such items: it, or they, are among <see cref="Unmapped"/>.</summary>
    public bool Fits(EventField field) => (_misfits & (1u << (int)field)) == 0;

    public void AddMisfit(EventField field) => _misfits |= 1u << (int)field;

    public void Add(ContextTarget target) => _targets.Add(target);

    public void Clear()
    {
        Array.Clear(_fields);
        Unmapped.Clear();
        (Time, ProcessedAt) = (null, null);
        IsDoubtful = false;
        _misfits = 0;

        // One event that names very many must not cost every later one.
        if (_targets.Capacity > MostTargetsKept)
            _targets = [];
        _targets.Clear();
    }
}
