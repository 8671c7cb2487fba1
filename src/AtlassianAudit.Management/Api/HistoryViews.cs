using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Management.Api;

/// <summary>A backfill, or a replay of dead letters.</summary>
/// <param name="N">Its number.</param>
/// <param name="State">How far it is.</param>
/// <param name="From">Begin of its window.</param>
/// <param name="To">End of its window, clipped to what the live tail had delivered when it was asked for.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it was over.</param>
/// <param name="Watermark">Newest <c>processedAt</c> that it is done with.</param>
/// <param name="EstimatedEndAt">When it will be done at its pace.</param>
/// <param name="Reason">Why it waits, or how it ended.</param>
/// <param name="Events">What became of its events; <c>deadLettered</c> of a replay are those that still cannot be stored.</param>
internal sealed record BackfillView(
    int N, HistoryJobState State, DateTimeOffset From, DateTimeOffset To, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    DateTimeOffset? Watermark, DateTimeOffset? EstimatedEndAt, string? Reason, JobEvents Events)
{
    public static BackfillView Of(HistoryJob job) => new(
        job.Number, job.State, job.From, job.To, job.CreatedAt, job.StartedAt, job.FinishedAt, job.Watermark, job.EstimatedEndAt, job.Reason, JobEvents.Of(job));
}

/// <summary>A reconciliation; the members of a backfill, and what it found.</summary>
/// <param name="Present">Events with at least one document.</param>
/// <param name="Missing">Events without any: they are shipped.</param>
/// <param name="Doubled">Events with more than one document.</param>
/// <param name="Quarantined">Events in the failure store.</param>
/// <param name="DeadLettered">Events that are dead letters.</param>
/// <param name="Shipped">Missing events that Elasticsearch has stored since.</param>
/// <param name="MissingIds">The first hundred.</param>
/// <param name="DoubledIds">The first hundred.</param>
internal sealed record ReconciliationView(
    int N, HistoryJobState State, DateTimeOffset From, DateTimeOffset To, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    DateTimeOffset? Watermark, DateTimeOffset? EstimatedEndAt, string? Reason,
    long Present, long Missing, long Doubled, long Quarantined, long DeadLettered, long Shipped, IReadOnlyList<string> MissingIds, IReadOnlyList<string> DoubledIds)
{
    public static ReconciliationView Of(HistoryJob job)
    {
        var found = job.Findings ?? new HistoryFindings();
        return new ReconciliationView(
            job.Number, job.State, job.From, job.To, job.CreatedAt, job.StartedAt, job.FinishedAt, job.Watermark, job.EstimatedEndAt, job.Reason,
            found.Present, found.Missing, found.Doubled, found.Quarantined, found.DeadLettered, found.Shipped, found.MissingIds, found.DoubledIds);
    }
}

/// <summary>What became of a job's events.</summary>
internal sealed record JobEvents(long Fetched, long Stored, long Duplicates, long Quarantined, long DeadLettered)
{
    public static JobEvents Of(HistoryJob job) => new(
        job.Counters.Fetched, job.Counters.Stored, job.Counters.Duplicates, job.Counters.Quarantined, job.Counters.DeadLettered);
}

/// <summary>The newest backfills of an organization.</summary>
internal sealed record BackfillPage(IReadOnlyList<BackfillView> Items);

/// <summary>The newest reconciliations of an organization.</summary>
internal sealed record ReconciliationPage(IReadOnlyList<ReconciliationView> Items);

/// <summary>Dead letters of an organization, oldest first.</summary>
/// <param name="Items">The dead letters.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null = there is none.</param>
internal sealed record DeadLetterListing(IReadOnlyList<BuriedEvent> Items, string? Next);
