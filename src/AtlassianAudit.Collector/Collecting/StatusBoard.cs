using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>What an organization is doing right now, in memory; from it come the immutable snapshots that operators read.</summary>
internal sealed class StatusBoard(DateTimeOffset startedAt, string silo)
{
    private DateTimeOffset _since = startedAt;
    private OrganizationState _state = OrganizationState.Active;
    private string? _reason;
    private DateTimeOffset? _lastPollAt;
    private DateTimeOffset? _nextPollAt;
    private double? _lagSeconds;
    private bool _caughtUp;
    private long _uncommittedRequests;
    private long _uncommittedThrottled;

    public OrganizationState State => _state;

    public string? Reason => _reason;

    public void Polled(DateTimeOffset now)
    {
        _lastPollAt = now;
        _uncommittedRequests++;
    }

    public void Throttled() => _uncommittedThrottled++;

    /// <summary>Moves the request counts into the counters that are about to be written with the cursor.</summary>
    public CursorState Committing(CursorState cursor) =>
        cursor with { Counters = WithRequests(cursor.Counters) };

    public void Committed() => (_uncommittedRequests, _uncommittedThrottled) = (0, 0);

    public void Delivered(CursorState cursor, DateTimeOffset now, bool newEvents, bool caughtUp)
    {
        _caughtUp = caughtUp;
        if (newEvents && cursor.Watermark is { } watermark)
            _lagSeconds = Math.Max(0, (now - watermark).TotalSeconds);
    }

    /// <summary>Events are there that are not safe.</summary>
    public void Held(int events) => _caughtUp &= events == 0;

    public void NextPoll(DateTimeOffset? at) => _nextPollAt = at;

    /// <summary>True when this is a change that operators should hear of.</summary>
    public bool Enter(OrganizationState state, string? reason, DateTimeOffset now)
    {
        var changed = state != _state;
        if (changed)
            _since = now;
        (_state, _reason) = (state, reason);
        return changed;
    }

    public OrganizationStatus Snapshot(OrganizationSettings settings, KeyExpiry key, CursorState cursor, DateTimeOffset now) => new()
    {
        OrganizationId = settings.OrganizationId,
        Name = settings.Name,
        Tenant = settings.Tenant,
        Namespace = settings.Namespace,
        Destination = settings.Destination,
        State = _state,
        Reason = _reason,
        Since = _since,
        LastPollAt = _lastPollAt,
        NextPollAt = _nextPollAt,
        Watermark = cursor.Watermark,
        LastEventAt = cursor.LastEventAt,
        LagSeconds = _caughtUp ? _lagSeconds : (now - cursor.Watermark)?.TotalSeconds,
        CaughtUp = _caughtUp,
        Counters = WithRequests(cursor.Counters),
        ApiKey = new ApiKeyStatus(settings.ApiKey.Fingerprint, settings.ApiKeyExpiresAt, key.DaysLeft(now)),
        Silo = silo,
        ApiUser = settings.ApiUserKey,
        PollIntervalSeconds = settings.PollIntervalSeconds,
        Plan = cursor is { ActionsReadAt: null, UserActivityAt: null } ? null : new PlanCoverage(cursor.Actions, cursor.ActionsReadAt, cursor.UserActivityAt),
    };

    private OrganizationCounters WithRequests(OrganizationCounters counters) => counters with
    {
        Requests = counters.Requests + _uncommittedRequests,
        Throttled = counters.Throttled + _uncommittedThrottled,
    };
}
