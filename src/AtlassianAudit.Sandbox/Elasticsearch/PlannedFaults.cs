namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>The faults that wait for a request or an item to hit, and how many did. Guarded by the world's lock.</summary>
internal sealed class PlannedFaults
{
    private readonly List<Planned> _planned = [];
    private readonly Dictionary<ElasticsearchFault, int> _fired = [];

    public void Add(ElasticsearchFault fault, int count, string? stream) => _planned.Add(new Planned(fault, count, stream));

    public int Pending => _planned.Sum(planned => planned.Count);

    public void Clear() => _planned.Clear();

    /// <summary>Uses up one fault for a request that touches these streams.</summary>
    public ElasticsearchFault? TakeForRequest(IReadOnlySet<string> streams) =>
        Take(planned => ElasticsearchFaultNames.IsOfRequest(planned.Fault) && (planned.Stream is null || streams.Contains(planned.Stream)));

    /// <summary>Uses up one fault for an item of this stream.</summary>
    public ElasticsearchFault? TakeForItem(string stream) =>
        Take(planned => !ElasticsearchFaultNames.IsOfRequest(planned.Fault) && (planned.Stream is null || planned.Stream == stream));

    public IReadOnlyDictionary<string, int> Fired() => _fired.ToDictionary(pair => ElasticsearchFaultNames.Name(pair.Key), pair => pair.Value);

    private ElasticsearchFault? Take(Predicate<Planned> fits)
    {
        var index = _planned.FindIndex(fits);
        if (index < 0)
            return null;
        var taken = _planned[index];
        _fired[taken.Fault] = _fired.GetValueOrDefault(taken.Fault) + 1;
        if (taken.Count > 1)
            _planned[index] = taken with { Count = taken.Count - 1 };
        else
            _planned.RemoveAt(index);
        return taken.Fault;
    }

    private sealed record Planned(ElasticsearchFault Fault, int Count, string? Stream);
}
