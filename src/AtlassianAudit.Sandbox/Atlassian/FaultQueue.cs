namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>The faults that wait for a request to hit, and how many did.</summary>
internal sealed class FaultQueue
{
    private readonly Lock _gate = new();
    private readonly List<Waiting> _waiting = [];
    private readonly Dictionary<Fault, int> _fired = [];

    public void Add(string? organizationId, Fault fault, int count)
    {
        lock (_gate)
            _waiting.Add(new Waiting(organizationId, fault, count));
    }

    public int Pending
    {
        get
        {
            lock (_gate)
                return _waiting.Sum(waiting => waiting.Count);
        }
    }

    public void Clear()
    {
        lock (_gate)
            _waiting.Clear();
    }

    /// <summary>Uses up one waiting fault that fits the request; the first one added goes first.</summary>
    public Fault? Take(string organizationId, Func<Fault, bool> fits)
    {
        lock (_gate)
        {
            var index = _waiting.FindIndex(waiting => (waiting.OrganizationId ?? organizationId) == organizationId && fits(waiting.Fault));
            if (index < 0)
                return null;

            var taken = _waiting[index];
            _fired[taken.Fault] = _fired.GetValueOrDefault(taken.Fault) + 1;
            if (taken.Count > 1)
                _waiting[index] = taken with { Count = taken.Count - 1 };
            else
                _waiting.RemoveAt(index);
            return taken.Fault;
        }
    }

    public IReadOnlyDictionary<string, int> Fired()
    {
        lock (_gate)
            return _fired.ToDictionary(pair => FaultNames.Name(pair.Key), pair => pair.Value);
    }

    private sealed record Waiting(string? OrganizationId, Fault Fault, int Count);
}
