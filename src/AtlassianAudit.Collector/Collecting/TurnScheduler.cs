using AtlassianAudit.Contracts.ApiUsers;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// Who is next among the requests of one API user. A request needs a slot of the user and one of its path, and takes both at once, so none waits for
/// two limiters one after the other. Strict priorities; within one, the organization served longest ago. A key trial alone goes first after a few turns:
/// somebody waits for its answer, and a user whose live tails take every turn could never get a new key. No clock and no I/O of its own.
/// </summary>
internal sealed class TurnScheduler
{
    /// <summary>Turns that a key trial lets pass: about three seconds.</summary>
    private const int TrialsPatience = 3;

    private readonly Pace _user = new(ApiLimits.UserPerMinute);
    private readonly Dictionary<string, Pace> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _servedAs = new(StringComparer.Ordinal);
    private readonly List<Waiting> _waiting = [];
    private long _served;

    public void Enqueue(TurnRequest request) => _waiting.Add(new Waiting(request, _served));

    /// <summary>Takes back a request that waits no longer.</summary>
    public void Withdraw(TurnRequest request) => _waiting.RemoveAll(waiting => ReferenceEquals(waiting.Request, request));

    /// <summary>Gives the turn that is due now, or null.</summary>
    public TurnRequest? Give(DateTimeOffset now)
    {
        if (_user.Next > now)
            return null;

        var next = _waiting
            .Where(waiting => PathOf(waiting.Request).Next <= now)
            .MinBy(waiting => (!IsUrgent(waiting), waiting.Request.Priority, _servedAs.GetValueOrDefault(waiting.Request.OrganizationId)))?.Request;
        if (next is null)
            return null;

        Withdraw(next);
        _user.Take(now);
        PathOf(next).Take(now);
        _servedAs[next.OrganizationId] = ++_served;
        return next;
    }

    /// <summary>When <see cref="Give"/> will have a turn again for those who wait; null while nobody does.</summary>
    public DateTimeOffset? NextTurn() => _waiting.Count == 0 ? null : _waiting.Min(waiting => SlotOf(waiting.Request));

    /// <summary>When a request could be served if it were alone.</summary>
    public DateTimeOffset SlotOf(TurnRequest request) => _user.Next > PathOf(request).Next ? _user.Next : PathOf(request).Next;

    /// <summary>A 429 moves the path or the user.</summary>
    public void Hold(ThrottleNotice notice) => (notice.Scope == ThrottleScope.Path ? PathOf(notice.Path) : _user).Hold(notice.RetryAt);

    /// <summary>Forgets an organization, and the paths that are free again anyway.</summary>
    public void Forget(string organizationId, DateTimeOffset now)
    {
        _servedAs.Remove(organizationId);
        foreach (var path in _paths.Where(path => path.Value.Next <= now).Select(path => path.Key).ToList())
            _paths.Remove(path);
    }

    private bool IsUrgent(Waiting waiting) => waiting.Request.Priority == TurnPriority.KeyTrial && _served - waiting.Since >= TrialsPatience;

    private Pace PathOf(TurnRequest request) => PathOf(request.Path);

    private Pace PathOf(string path) => _paths.TryGetValue(path, out var pace) ? pace : _paths[path] = new Pace(ApiLimits.PathPerMinute);

    /// <param name="Since">How many turns had been given when it came.</param>
    private sealed record Waiting(TurnRequest Request, long Since);
}
