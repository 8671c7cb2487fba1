using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>What an answer without a page means: the state it puts the organization in, and when to ask again. Pure.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">For the operator.</param>
/// <param name="Wait">Until the next attempt.</param>
internal sealed record PollDecision(OrganizationState State, string Reason, TimeSpan Wait)
{
    /// <param name="result">Any result but a page and a rejected cursor, which move the cursor and are handled where it lives.</param>
    /// <param name="attempt">How many times in a row no page came, this one included.</param>
    /// <param name="now">The time.</param>
    /// <param name="jitter">0 to 1.</param>
    public static PollDecision For(PageResult result, int attempt, DateTimeOffset now, double jitter) => result switch
    {
        PageResult.Throttled throttled => new(OrganizationState.Throttled, throttled.Reason, Until(throttled.RetryAt, now)),
        PageResult.KeyRejected rejected => new(OrganizationState.KeyRejected, rejected.Reason, PollSchedule.AfterRejection(attempt, jitter)),
        PageResult.Forbidden forbidden => new(OrganizationState.Forbidden, forbidden.Reason, PollSchedule.AfterRejection(attempt, jitter)),
        PageResult.NotEntitled notEntitled => new(OrganizationState.NotEntitled, notEntitled.Reason, PollSchedule.AfterRejection(attempt, jitter)),
        PageResult.NotFound notFound => new(OrganizationState.NotFound, notFound.Reason, PollSchedule.AfterRejection(attempt, jitter)),
        PageResult.TooLarge tooLarge => new(OrganizationState.Failing, tooLarge.Reason, PollSchedule.AfterFailure(attempt, jitter)),
        PageResult.Failed failed => new(OrganizationState.Failing, failed.Reason, PollSchedule.AfterFailure(attempt, jitter)),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.GetType().Name, "This result is decided where the cursor lives."),
    };

    private static TimeSpan Until(DateTimeOffset at, DateTimeOffset now) => at > now ? at - now : TimeSpan.Zero;
}
