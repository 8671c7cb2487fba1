using System.Collections.Immutable;

namespace AtlassianAudit.Contracts.Organizations;

/// <summary>
/// A job that goes through a part of an organization's history beside its live tail: with a cursor of its own, at a lower priority, resumed after any
/// failure. An organization works at one at a time.
/// </summary>
[GenerateSerializer, Immutable, Alias("audit.history-job")]
public sealed record HistoryJob
{
    /// <summary>What it does.</summary>
    [Id(0)] public required HistoryJobKind Kind { get; init; }

    /// <summary>Its number among the organization's jobs of this kind, from 1.</summary>
    [Id(1)] public required int Number { get; init; }

    /// <summary>How far it is.</summary>
    [Id(2)] public HistoryJobState State { get; init; }

    /// <summary>Begin of the window; inclusive.</summary>
    [Id(3)] public DateTimeOffset From { get; init; }

    /// <summary>End of the window; never behind what the live tail had delivered when the job was made, because the rest is the live tail's.</summary>
    [Id(4)] public DateTimeOffset To { get; init; }

    /// <summary>When it was asked for.</summary>
    [Id(5)] public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first page was asked for.</summary>
    [Id(6)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was completed, cancelled or failed.</summary>
    [Id(7)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Newest <c>processedAt</c> that it is done with.</summary>
    [Id(8)] public DateTimeOffset? Watermark { get; init; }

    /// <summary>When it will be done if it goes on at its pace; null = not known yet, or done.</summary>
    [Id(9)] public DateTimeOffset? EstimatedEndAt { get; init; }

    /// <summary>One sentence: why it waits, or how it ended; null while all is well.</summary>
    [Id(10)] public string? Reason { get; init; }

    /// <summary>What became of its events so far.</summary>
    [Id(11)] public OrganizationCounters Counters { get; init; } = new();

    /// <summary>What a reconciliation found so far; null for other jobs.</summary>
    [Id(12)] public HistoryFindings? Findings { get; init; }

    /// <summary>True when it is neither queued nor running any more.</summary>
    public bool IsOver => State is not (HistoryJobState.Queued or HistoryJobState.Running);
}

/// <summary>What a <see cref="HistoryJob"/> does.</summary>
public enum HistoryJobKind
{
    /// <summary>Reads a window from Atlassian and ships what Elasticsearch does not hold.</summary>
    Backfill,

    /// <summary>Reads a window from Atlassian, reports what Elasticsearch holds of it, and ships what is missing.</summary>
    Reconciliation,

    /// <summary>Maps and ships the organization's dead letters again.</summary>
    Replay,
}

/// <summary>How far a <see cref="HistoryJob"/> is.</summary>
public enum HistoryJobState
{
    /// <summary>Another job of the organization comes first.</summary>
    Queued,

    /// <summary>It works, or waits to go on by itself: its reason says so.</summary>
    Running,

    /// <summary>It came to its end.</summary>
    Completed,

    /// <summary>An operator ended it.</summary>
    Cancelled,

    /// <summary>It cannot go on until somebody mends what its reason names; then ask for it again.</summary>
    Failed,
}

/// <summary>What Elasticsearch holds of the events of a window.</summary>
[GenerateSerializer, Immutable, Alias("audit.history-findings")]
public sealed record HistoryFindings
{
    /// <summary>Ids that are listed, of each sort; all are counted.</summary>
    public const int Listed = 100;

    /// <summary>Events with at least one document.</summary>
    [Id(0)] public long Present { get; init; }

    /// <summary>Events without any; they were shipped.</summary>
    [Id(1)] public long Missing { get; init; }

    /// <summary>Events with more than one document.</summary>
    [Id(2)] public long Doubled { get; init; }

    /// <summary>Events in the failure store.</summary>
    [Id(3)] public long Quarantined { get; init; }

    /// <summary>Events that are dead letters.</summary>
    [Id(4)] public long DeadLettered { get; init; }

    /// <summary>Missing events that Elasticsearch has stored since.</summary>
    [Id(5)] public long Shipped { get; init; }

    /// <summary>Ids of the first missing events.</summary>
    [Id(6)] public ImmutableArray<string> MissingIds { get; init; } = [];

    /// <summary>Ids of the first doubled events.</summary>
    [Id(7)] public ImmutableArray<string> DoubledIds { get; init; } = [];
}

/// <summary>What an operator asks for.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="From">Begin of the window; null = the beginning.</param>
/// <param name="To">End of the window; null = as far as the live tail has come.</param>
[GenerateSerializer, Immutable, Alias("audit.history-request")]
public sealed record HistoryRequest(
    [property: Id(0)] HistoryJobKind Kind,
    [property: Id(1)] DateTimeOffset? From,
    [property: Id(2)] DateTimeOffset? To);

/// <summary>A new job, or why there is none.</summary>
/// <param name="Job">The job; for a replay that is not over yet, that one.</param>
/// <param name="Problem">One sentence: why there is none, and what to do.</param>
[GenerateSerializer, Immutable, Alias("audit.history-start")]
public sealed record HistoryStart([property: Id(0)] HistoryJob? Job, [property: Id(1)] string? Problem)
{
    /// <summary>True where there is none because too many are not over yet; false where its window holds nothing to read.</summary>
    [Id(2)] public bool TooMany { get; init; }
}
