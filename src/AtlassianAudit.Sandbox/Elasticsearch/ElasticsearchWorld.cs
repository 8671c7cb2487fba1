namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>Everything that the emulated cluster knows. One lock guards it all: it is small, and it is for tests.</summary>
internal sealed class ElasticsearchWorld(TimeProvider time)
{
    private readonly Dictionary<string, DataStream> _streams = new(StringComparer.Ordinal);
    private readonly List<BulkRequestRecord> _bulkRequests = [];
    private TaskCompletionSource _recorded = NewSignal();

    public Lock Gate { get; } = new();

    public TimeProvider Time => time;

    public TemplateStore Templates { get; } = new();

    public HashSet<string> Pipelines { get; } = new(StringComparer.Ordinal);

    public AccessRights Rights { get; } = new();

    public PlannedFaults Faults { get; } = new();

    /// <summary>Bytes of a bulk request before compression; more are answered 413, as by <c>http.max_content_length</c> or a proxy.</summary>
    public int LargestRequest { get; set; } = 100 << 20;

    public IReadOnlyList<BulkRequestRecord> BulkRequests
    {
        get
        {
            lock (Gate)
                return [.. _bulkRequests];
        }
    }

    /// <summary>All documents of a stream, in all its backing indices; of its failure store with <c>::failures</c>.</summary>
    public IReadOnlyList<StoredDocument> Documents(string stream)
    {
        lock (Gate)
            return [.. Indices(stream).SelectMany(index => index.Documents)];
    }

    public void AddFault(ElasticsearchFault fault, int count = 1, string? stream = null)
    {
        lock (Gate)
            Faults.Add(fault, count, stream);
    }

    /// <summary>Faults that have hit nothing yet.</summary>
    public int PendingFaults
    {
        get
        {
            lock (Gate)
                return Faults.Pending;
        }
    }

    public void ClearFaults()
    {
        lock (Gate)
            Faults.Clear();
    }

    public void AddApiKey(string apiKey, IEnumerable<string> rights)
    {
        lock (Gate)
            Rights.Add(apiKey, rights);
    }

    public void Rollover(string stream)
    {
        lock (Gate)
            Rollover(_streams[stream]);
    }

    /// <summary>Called with the lock held.</summary>
    public void Rollover(DataStream stream) => stream.Rollover(Templates.Resolve(stream.Name) ?? stream.Template);

    /// <summary>Puts a document into the write index behind everybody's back; false where its id is there.</summary>
    public bool Put(string stream, string id, byte[] source)
    {
        lock (Gate)
            return _streams[stream].WriteIndex.TryCreate(id, source, time.GetUtcNow());
    }

    public int Delete(string stream, IEnumerable<string> ids)
    {
        lock (Gate)
            return ids.Sum(id => Indices(stream).Count(index => index.Remove(id)));
    }

    public void Record(BulkRequestRecord request)
    {
        TaskCompletionSource recorded;
        lock (Gate)
        {
            _bulkRequests.Add(request);
            (recorded, _recorded) = (_recorded, NewSignal());
        }

        recorded.SetResult();
    }

    /// <summary>Waits until something holds, which is looked at again after each bulk request.</summary>
    public async Task UntilAsync(Func<ElasticsearchWorld, bool> holds, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (Gate)
                next = _recorded.Task;
            if (holds(this))
                return;
            await next.WaitAsync(cancellationToken);
        }
    }

    public IReadOnlyDictionary<string, int> CountByStream()
    {
        lock (Gate)
            return _streams.ToDictionary(pair => pair.Key, pair => pair.Value.Indices.Sum(index => index.Documents.Count));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What follows is called with the lock held.

    public DataStream? Stream(string name) => _streams.GetValueOrDefault(name);

    public IEnumerable<DataStream> Streams(string pattern) =>
        _streams.Values.Where(stream => pattern.Split(',').Any(part => Wildcard.Matches(part, stream.Name))).OrderBy(stream => stream.Name, StringComparer.Ordinal);

    /// <summary>Makes a data stream where a template says so; null where none does.</summary>
    public DataStream? Create(string name)
    {
        if (Templates.Resolve(name) is not { } template)
            return null;
        return _streams[name] = new DataStream(name, template, time);
    }

    /// <summary>The backing indices that a target names: a stream, a pattern, one index, or a failure store.</summary>
    public IEnumerable<BackingIndex> Indices(string target)
    {
        foreach (var part in target.Split(','))
        {
            var failures = part.EndsWith("::failures", StringComparison.Ordinal);
            var name = failures ? part[..^"::failures".Length] : part;
            foreach (var stream in _streams.Values)
            {
                if (Wildcard.Matches(name, stream.Name))
                    foreach (var index in failures ? [stream.Failures] : stream.Indices)
                        yield return index;
                else
                    foreach (var index in stream.Indices.Append(stream.Failures).Where(index => index.Name == name))
                        yield return index;
            }
        }
    }
}
