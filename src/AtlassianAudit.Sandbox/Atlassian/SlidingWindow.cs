namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>The requests of the last 60 seconds on one path or by one user.</summary>
internal sealed class SlidingWindow(int limit)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);
    private readonly Queue<DateTimeOffset> _requests = new(limit);

    public int Limit => limit;

    public int Remaining(DateTimeOffset now)
    {
        while (_requests.TryPeek(out var oldest) && now - oldest >= Length)
            _requests.Dequeue();
        return limit - _requests.Count;
    }

    public void Add(DateTimeOffset now) => _requests.Enqueue(now);

    /// <summary>When the next request will be permitted.</summary>
    public DateTimeOffset Reset(DateTimeOffset now) => _requests.TryPeek(out var oldest) && Remaining(now) <= 0 ? oldest + Length : now;
}
