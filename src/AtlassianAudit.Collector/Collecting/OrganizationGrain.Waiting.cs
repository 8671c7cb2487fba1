using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Contracts.ApiUsers;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>What keeps an organization from going on, and how long it waits then.</summary>
internal sealed partial class OrganizationGrain
{
    private TimeSpan Hold(AuditPage page, DeliveryResult.Held held)
    {
        _board.Held(page.Count);
        if (Again(held.GetType()) > 1 || !held.MayPass)
            Enter(OrganizationState.DestinationUnavailable, held.Reason);
        var wait = PollSchedule.AfterHeld(_attempt, Random.Shared.NextDouble());
        return wait > held.RetryAfter ? wait : held.RetryAfter;
    }

    private async Task<TimeSpan?> ThrottledAsync(PageResult.Throttled throttled, OrganizationSettings settings, EventsRequest request)
    {
        await TellOfAsync(throttled, settings, request);
        return Refused(throttled);
    }

    private Task TellOfAsync(PageResult.Throttled throttled, OrganizationSettings settings, AtlassianRequest request)
    {
        _board.Throttled();
        return ApiUser(settings).ReportThrottledAsync(new ThrottleNotice(request.Path, throttled.Scope, throttled.RetryAt));
    }

    /// <summary>What an organization wants of a page, or less after one was too large.</summary>
    private int PageSize(OrganizationSettings settings) => Math.Min(settings.PageSize, _mostEvents);

    private TimeSpan AskForLess(int asked)
    {
        _mostEvents = asked / 2;
        return TimeSpan.Zero;
    }

    private TimeSpan? Refused(PageResult result)
    {
        var decision = PollDecision.For(result, Again(result.GetType()), time.GetUtcNow(), Random.Shared.NextDouble());
        Enter(decision.State, decision.Reason);
        return decision.Wait;
    }

    /// <summary>How many times in a row the same went wrong: a key that is refused behind an outage is refused for the first time.</summary>
    private int Again(Type what)
    {
        _attempt = what == _attemptOf ? _attempt + 1 : 1;
        _attemptOf = what;
        return _attempt;
    }
}
