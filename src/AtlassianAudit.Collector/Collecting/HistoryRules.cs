using System.Collections.Immutable;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>How a job moves through its window. Unlike the live tail it has to know where its end is. Pure.</summary>
internal static class HistoryRules
{
    /// <summary>Days.</summary>
    private const double LongestEstimate = 365;

    /// <summary>
    /// The last page carries a cursor, too, and the page behind it is empty: that is the end. Where a page with events shows no way on, the same place is asked
    /// for again; a window of which that stays so is at its end all the same.
    /// </summary>
    private const int MostDeadEnds = 5;
    private const int KeptPerKind = 20;

    /// <summary>All of an organization's jobs are written with each page of one.</summary>
    private const int MostAtOnce = 20;

    /// <summary>The jobs, or none where the stored ones belong to an earlier registration.</summary>
    public static HistoryState Current(HistoryState stored, OrganizationRegistration registration) =>
        stored.Incarnation == registration.Incarnation ? stored : new HistoryState { Incarnation = registration.Incarnation };

    /// <summary>The job to work at.</summary>
    public static HistoryEntry? Next(HistoryState state) => state.Entries.FirstOrDefault(entry => !entry.Job.IsOver);

    /// <summary>Adds what was asked for.</summary>
    /// <param name="state">The jobs so far.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="reach">How far the live tail has come; everything behind it is delivered by the live tail.</param>
    /// <param name="now">The time.</param>
    public static (HistoryState State, HistoryStart Start) Add(HistoryState state, HistoryRequest request, DateTimeOffset reach, DateTimeOffset now)
    {
        var known = state.Entries.Where(entry => entry.Job.Kind == request.Kind).Select(entry => entry.Job).ToList();
        if (request.Kind == HistoryJobKind.Replay && known.Find(job => !job.IsOver) is { } running)
            return (state, new HistoryStart(running, null));

        if (known.Count(job => !job.IsOver) >= MostAtOnce)
            return (state, new HistoryStart(null, $"{MostAtOnce} of them are not over yet. Wait for one to end, or DELETE one.") { TooMany = true });

        var from = request.From ?? now.AddDays(-AtlassianRetention.Days);
        var to = request.To is { } wanted && wanted < reach ? wanted : reach;
        if (request.Kind != HistoryJobKind.Replay && from >= to)
            return (state, new HistoryStart(null, $"The live tail has come to {reach.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} and delivers everything behind it by itself: before that nothing is left of the window. Choose an earlier one, or wait."));

        var job = new HistoryJob
        {
            Kind = request.Kind,
            Number = known.Count == 0 ? 1 : known[^1].Number + 1,
            From = from,
            To = to,
            CreatedAt = now,
            Findings = request.Kind == HistoryJobKind.Reconciliation ? new HistoryFindings() : null,
        };
        return (state with { Entries = [.. Kept(state.Entries, request.Kind), new HistoryEntry { Job = job, From = from }] }, new HistoryStart(job, null));
    }

    /// <summary>The state with one job changed; unchanged where that job is over meanwhile.</summary>
    public static HistoryState Replace(HistoryState state, HistoryEntry changed) => state with
    {
        Entries = [.. state.Entries.Select(entry =>
            entry.Job.Kind == changed.Job.Kind && entry.Job.Number == changed.Job.Number && !entry.Job.IsOver ? changed : entry)],
    };

    public static HistoryEntry Started(HistoryEntry entry, DateTimeOffset now) => entry with
    {
        Job = entry.Job with { State = HistoryJobState.Running, StartedAt = entry.Job.StartedAt ?? now },
    };

    public static HistoryEntry Over(HistoryEntry entry, HistoryJobState state, string? reason, DateTimeOffset now) => entry with
    {
        Job = entry.Job with { State = state, Reason = reason, FinishedAt = now },
    };

    /// <summary>The place behind a page of which every event is safe.</summary>
    public static HistoryEntry Behind(HistoryEntry entry, string? next, Tally tally, DateTimeOffset now)
    {
        var counted = entry with
        {
            IsCounted = false,
            Job = entry.Job with
            {
                Watermark = CursorRules.Later(entry.Job.Watermark, tally.Watermark),
                Counters = CursorRules.Count(entry.Job.Counters, tally) with { Requests = entry.Job.Counters.Requests + 1 },
            },
        };
        if (tally.Fetched == 0 || tally.Oldest > entry.Job.To)
            return Over(counted, HistoryJobState.Completed, null, now);
        if (!string.IsNullOrEmpty(next) && next != entry.Cursor)
            return counted with { Cursor = next, DeadEnds = 0 };
        return entry.DeadEnds + 1 < MostDeadEnds
            ? counted with { DeadEnds = entry.DeadEnds + 1, IsCounted = true }
            : Over(counted, HistoryJobState.Completed, $"Atlassian gave no cursor behind the last page, {MostDeadEnds} times: taken for the end.", now);
    }

    /// <summary>The place after Atlassian rejected the cursor.</summary>
    public static HistoryEntry Restart(HistoryEntry entry) => entry with
    {
        Cursor = null,
        From = entry.Job.Watermark - CursorRules.LargestOverlap is { } overlapping && overlapping > entry.Job.From ? overlapping : entry.Job.From,
    };

    /// <summary>When a job will be done if it goes on at its pace through its window; null where that is not to be told yet.</summary>
    public static DateTimeOffset? EstimatedEnd(HistoryJob job, DateTimeOffset now)
    {
        if (job is not { State: HistoryJobState.Running, StartedAt: { } startedAt, Watermark: { } watermark } || watermark <= job.From)
            return null;
        var done = Math.Min(1, (watermark - job.From) / (job.To - job.From));
        var left = (now - startedAt).TotalDays * ((1 - done) / done);
        return left < LongestEstimate ? now.AddDays(left) : null;
    }

    private static IEnumerable<HistoryEntry> Kept(ImmutableArray<HistoryEntry> entries, HistoryJobKind kind)
    {
        var over = entries.Where(entry => entry.Job.Kind == kind && entry.Job.IsOver).SkipLast(KeptPerKind - 1).ToHashSet();
        return entries.Where(entry => !over.Contains(entry));
    }
}
