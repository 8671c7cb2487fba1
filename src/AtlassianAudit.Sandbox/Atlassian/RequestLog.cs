namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>The requests to one organization's paths, in the order of their arrival.</summary>
internal sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<LoggedRequest> _requests = [];

    public void Add(LoggedRequest request)
    {
        lock (_gate)
            _requests.Add(request);
    }

    public IReadOnlyList<LoggedRequest> All()
    {
        lock (_gate)
            return [.. _requests.OrderBy(request => request.Time)];
    }

    public int Count(Func<LoggedRequest, bool> predicate)
    {
        lock (_gate)
            return _requests.Count(predicate);
    }
}

/// <summary>A request and how it was answered; <see cref="Status"/> is 499 where the client went away first.</summary>
internal sealed record LoggedRequest(DateTimeOffset Time, string Path, string Query, int Status, string? User, bool Violation, int Events);
