using Orleans.Concurrency;

namespace AtlassianAudit.Contracts.ApiUsers;

/// <summary>
/// Paces the requests of one Atlassian API user (60/minute) and of each of its API paths (50/minute). Key: <c>apiUser</c>, or the organization id
/// where none is named.
/// </summary>
[Alias("audit.api-user")]
public interface IApiUserGrain : IGrainWithStringKey
{
    /// <summary>Waits for a turn, at most 8 seconds. A turn is given at the moment of its slot and is good for one request within 2 seconds.</summary>
    [Alias("TakeTurn"), AlwaysInterleave]
    Task<Turn> TakeTurnAsync(TurnRequest request);

    /// <summary>Takes note of a 429, which moves the path or the whole user.</summary>
    [Alias("ReportThrottled"), AlwaysInterleave]
    Task ReportThrottledAsync(ThrottleNotice notice);

    /// <summary>What this user was given lately.</summary>
    [Alias("GetUsage"), AlwaysInterleave]
    Task<ApiUserUsage> GetUsageAsync();

    /// <summary>Forgets an organization that no longer belongs to this user.</summary>
    [Alias("Forget"), AlwaysInterleave]
    Task ForgetAsync(string organizationId);
}

/// <summary>What an API user was given lately.</summary>
/// <param name="Window">How far back it counts: ten minutes, or since the pacing began on this silo.</param>
/// <param name="Turns">Turns given in it.</param>
/// <param name="LiveTurns">Those for live tails.</param>
/// <param name="ThrottledUntil">Nothing is asked before, because of a 429; null = not throttled.</param>
[GenerateSerializer, Immutable, Alias("audit.api-user-usage")]
public sealed record ApiUserUsage(
    [property: Id(0)] TimeSpan Window,
    [property: Id(1)] int Turns,
    [property: Id(2)] int LiveTurns,
    [property: Id(3)] DateTimeOffset? ThrottledUntil);

/// <summary>What Atlassian permits. <see href="https://developer.atlassian.com/cloud/admin/rate-limiting/"/></summary>
public static class ApiLimits
{
    /// <summary>Requests per minute of one API user.</summary>
    public const int UserPerMinute = 60;

    /// <summary>Requests per minute on one API path.</summary>
    public const int PathPerMinute = 50;

    /// <summary>How much of a limit is used: at this share a failover, which forgets the last slot, cannot exceed it in any 60 seconds.</summary>
    public const double UsedShare = 0.93;
}

/// <summary>Who asks for a turn, and for what.</summary>
/// <param name="OrganizationId">Turns of one user's organizations are given in fair rotation.</param>
/// <param name="Path">The API path: scheme, host and concrete path, without query.</param>
/// <param name="Priority">Served in this order.</param>
[GenerateSerializer, Immutable, Alias("audit.turn-request")]
public sealed record TurnRequest(
    [property: Id(0)] string OrganizationId,
    [property: Id(1)] string Path,
    [property: Id(2)] TurnPriority Priority);

/// <summary>The order in which turns are given.</summary>
public enum TurnPriority
{
    /// <summary>The live tail.</summary>
    LiveTail,

    /// <summary>A backfill.</summary>
    Backfill,

    /// <summary>Trying a key.</summary>
    KeyTrial,

    /// <summary>Reading the action catalogue.</summary>
    Catalogue,

    /// <summary>A reconciliation.</summary>
    Reconciliation,
}

/// <summary>A turn now, or none yet.</summary>
/// <param name="AskAgainAfter">Null: the turn is given. Else: no turn; ask again after this time.</param>
/// <param name="Waited">How long the request waited for its slot. What the call took beyond it, the turn has aged on its way.</param>
[GenerateSerializer, Immutable, Alias("audit.turn")]
public sealed record Turn([property: Id(0)] TimeSpan? AskAgainAfter, [property: Id(1)] TimeSpan Waited)
{
    /// <summary>A turn older than this belongs to nobody: the slots behind it have been given meanwhile.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(2);

    /// <summary>True when a request may be sent now.</summary>
    public bool IsGiven => AskAgainAfter is null;
}

/// <summary>A 429 of Atlassian.</summary>
/// <param name="Path">The API path it was answered on.</param>
/// <param name="Scope">What it limits.</param>
/// <param name="RetryAt">When to try again.</param>
[GenerateSerializer, Immutable, Alias("audit.throttle-notice")]
public sealed record ThrottleNotice(
    [property: Id(0)] string Path,
    [property: Id(1)] ThrottleScope Scope,
    [property: Id(2)] DateTimeOffset RetryAt);

/// <summary>What a 429 limits: known by its <c>X-RateLimit-Limit</c>.</summary>
public enum ThrottleScope
{
    /// <summary>The API path only (<c>X-RateLimit-Limit: 50</c>).</summary>
    Path,

    /// <summary>Everything of this user.</summary>
    User,
}
