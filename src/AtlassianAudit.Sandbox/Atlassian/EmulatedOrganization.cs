namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>An organization with its key and its stream of events; every verb first lets the stream catch up with the clock.</summary>
internal sealed class EmulatedOrganization
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly EventLog _log = new();
    private LiveStream _live;
    private FromFilter _filter = FromFilter.ProcessedAt;
    private ulong? _incarnation;

    public EmulatedOrganization(string id, TimeProvider time)
    {
        Id = id;
        User = id;
        _time = time;
        _live = new LiveStream(id, 0, 0);
    }

    public string Id { get; }

    public string ApiKey { get; private set; } = "";

    public string User { get; private set; }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Apply(OrganizationDefinition definition)
    {
        lock (_gate)
        {
            var now = Now;
            _log.Advance(now, _live);
            ApiKey = definition.ApiKey ?? ApiKey;
            User = definition.User ?? User;
            _filter = definition.FromFilters ?? _filter;
            AddHistory(definition, now);
            if (definition.EventsPerMinute is { } rate && rate != _live.EventsPerMinute)
                _live = new LiveStream(Id, rate, now);
            _log.Advance(now, _live);
        }
    }

    /// <summary>Adds lines as they are.</summary>
    public void Append(IEnumerable<byte[]> lines)
    {
        lock (_gate)
        {
            var now = Now;
            _log.Advance(now, _live);
            foreach (var line in lines)
            {
                _log.Add(LoggedEvent.Posted(line, earliest: _log.Newest, otherwise: Math.Max(now, _log.Newest)));
                _log.Advance(now, _live);
            }
        }
    }

    /// <summary>The page that a query asks for; null where its cursor is not known.</summary>
    public EventPage? Read(EventQuery query)
    {
        lock (_gate)
        {
            var now = Now;
            _log.Advance(now, _live);
            return EventPage.Read(_log, query, _filter, _incarnation.GetValueOrDefault(), now);
        }
    }

    public int GeneratedCount()
    {
        lock (_gate)
        {
            _log.Advance(Now, _live);
            return _log.Count;
        }
    }

    public IReadOnlyList<GeneratedEvent> Generated()
    {
        LoggedEvent[] visible;
        lock (_gate)
        {
            _log.Advance(Now, _live);
            visible = _log.Visible.ToArray();
        }

        return Array.ConvertAll(visible, item => new GeneratedEvent(item.Id, DateTimeOffset.FromUnixTimeMilliseconds(item.ProcessedAt)));
    }

    private void AddHistory(OrganizationDefinition definition, long now)
    {
        var events = definition.Events ?? 0;
        var to = definition.To?.ToUnixTimeMilliseconds() ?? Math.Max(now, definition.From?.ToUnixTimeMilliseconds() ?? now);
        var from = definition.From?.ToUnixTimeMilliseconds() ?? to - (long)TimeSpan.FromHours(1).TotalMilliseconds;
        var seed = events == 0 ? Dice.Seed(Id) : Dice.Seed(Id, events, from, to, _log.Count);
        _incarnation ??= seed;

        // More history for a stream that may have been read already: it is processed now, however long ago it happened.
        var floor = _log.Count > 0 && from < _log.Newest ? Math.Max(now, _log.Newest) : long.MinValue;
        foreach (var item in HistoryPlan.Between(seed, events, from, to))
            _log.Add(item with { ProcessedAt = Math.Max(item.ProcessedAt, floor) });
    }
}

/// <summary>The id of an event that is visible, null for a posted line without one.</summary>
internal sealed record GeneratedEvent(string? Id, DateTimeOffset ProcessedAt);
