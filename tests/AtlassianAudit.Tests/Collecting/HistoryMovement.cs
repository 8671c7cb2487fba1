using AtlassianAudit.Collector.Collecting;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Tests.Collecting;

public sealed class HistoryMovement
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 19, 12, 0, 0, TimeSpan.Zero);
    private static readonly Tally Page = new() { Fetched = 10, Stored = 4, Duplicates = 6, Watermark = Noon.AddHours(-5), Oldest = Noon.AddHours(-6) };

    [Fact]
    public void A_window_is_clipped_to_what_the_live_tail_has_delivered()
    {
        var job = Start(new HistoryState(), HistoryJobKind.Backfill, Noon.AddDays(-1), Noon.AddDays(1)).Start.Job!;
        Assert.Equal((Noon.AddDays(-1), Noon), (job.From, job.To));
        Assert.Equal(Noon.AddHours(-1), Start(new HistoryState(), HistoryJobKind.Backfill, Noon.AddDays(-1), Noon.AddHours(-1)).Start.Job!.To);
        Assert.Null(Start(new HistoryState(), HistoryJobKind.Backfill, Noon, null).Start.Job);
    }

    [Fact]
    public void A_window_with_nothing_left_of_it_is_told_how_far_the_live_tail_is_in_the_times_of_the_API() => Assert.StartsWith(
        "The live tail has come to 2026-05-19T12:00:00.402Z and delivers",
        HistoryRules.Add(new HistoryState(), new HistoryRequest(HistoryJobKind.Backfill, Noon.AddDays(1), null), reach: Noon.AddMilliseconds(402), now: Noon).Start.Problem,
        StringComparison.Ordinal);

    [Fact]
    public void Each_kind_counts_its_own_jobs_and_the_newest_twenty_are_kept()
    {
        var state = new HistoryState();
        for (var i = 1; i <= 30; i++)
        {
            (state, var start) = Start(state, HistoryJobKind.Backfill, Noon.AddDays(-1), null);
            Assert.Equal(i, start.Job!.Number);
            state = HistoryRules.Replace(state, HistoryRules.Over(state.Entries[^1], HistoryJobState.Completed, null, Noon));
        }

        Assert.Equal(Enumerable.Range(11, 20), state.Entries.Select(entry => entry.Job.Number));
        Assert.Equal(1, Start(state, HistoryJobKind.Reconciliation, Noon.AddDays(-1), null).Start.Job!.Number);
    }

    [Fact]
    public void Only_one_replay_runs_at_a_time()
    {
        var (state, first) = Start(new HistoryState(), HistoryJobKind.Replay, null, null);
        Assert.Equal(first.Job, Start(state, HistoryJobKind.Replay, null, null).Start.Job);
    }

    [Fact]
    public void A_short_page_is_no_end_and_an_empty_one_is()
    {
        var next = HistoryRules.Behind(Running(), "b", Page, Noon);
        Assert.Equal(("b", HistoryJobState.Running, 4L, 6L), (next.Cursor, next.Job.State, next.Job.Counters.Stored, next.Job.Counters.Duplicates));
        Assert.Equal(HistoryJobState.Completed, HistoryRules.Behind(next, "c", new Tally(), Noon).Job.State);
    }

    [Fact]
    public void A_page_behind_the_window_is_the_end() =>
        Assert.Equal(HistoryJobState.Completed, HistoryRules.Behind(Running(), "b", Page with { Oldest = Noon.AddSeconds(1) }, Noon).Job.State);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    public void A_place_without_a_way_on_is_asked_for_five_times(string? next)
    {
        var entry = Running() with { Cursor = "a" };
        for (var i = 1; i < 5; i++)
        {
            entry = HistoryRules.Behind(entry, next, Page, Noon);
            Assert.Equal(("a", i, HistoryJobState.Running), (entry.Cursor, entry.DeadEnds, entry.Job.State));
        }

        Assert.Equal(0, HistoryRules.Behind(entry, "b", Page, Noon).DeadEnds);
        var over = HistoryRules.Behind(entry, next, Page, Noon);
        Assert.Equal(HistoryJobState.Completed, over.Job.State);
        Assert.Contains("cursor", over.Job.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_rejected_cursor_it_begins_again_before_its_watermark_and_never_before_its_window()
    {
        var entry = Running();
        Assert.Equal(entry.Job.From, HistoryRules.Restart(entry with { Cursor = "a" }).From);
        var restarted = HistoryRules.Restart(entry with { Cursor = "a", Job = entry.Job with { Watermark = Noon.AddHours(-1) } });
        Assert.Equal((null, Noon.AddHours(-25)), (restarted.Cursor, restarted.From));
    }

    [Fact]
    public void What_an_operator_has_ended_stays_so()
    {
        var state = Start(new HistoryState(), HistoryJobKind.Backfill, Noon.AddDays(-1), null).State;
        var running = state.Entries[0];
        state = HistoryRules.Replace(state, HistoryRules.Over(running, HistoryJobState.Cancelled, null, Noon));
        Assert.Equal(HistoryJobState.Cancelled, HistoryRules.Replace(state, HistoryRules.Behind(running, "b", Page, Noon)).Entries[0].Job.State);
    }

    [Fact]
    public void A_quarter_of_the_window_in_ten_minutes_leaves_half_an_hour()
    {
        var job = Running().Job with { StartedAt = Noon.AddMinutes(-10), Watermark = Noon.AddDays(-3) };
        Assert.Equal(Noon.AddMinutes(30), HistoryRules.EstimatedEnd(job, Noon));
        Assert.Null(HistoryRules.EstimatedEnd(job with { Watermark = null }, Noon));
        Assert.Null(HistoryRules.EstimatedEnd(job with { StartedAt = Noon.AddHours(-10), Watermark = job.From.AddTicks(1) }, Noon));
        Assert.Null(HistoryRules.EstimatedEnd(job with { State = HistoryJobState.Completed }, Noon));
    }

    [Fact]
    public void What_a_job_ships_ahead_of_the_live_tail_the_live_tail_looks_up()
    {
        var live = new CursorState { Watermark = Noon };
        Assert.Equal(live, CursorRules.ShippedBeside(live, Noon));
        Assert.Equal(Noon.AddMinutes(1), CursorRules.ShippedBeside(live, Noon.AddMinutes(1)).LookUpThrough);
        Assert.Equal(Noon, CursorRules.ShippedBeside(new CursorState(), Noon).LookUpThrough);
    }

    private static HistoryEntry Running() => HistoryRules.Started(Start(new HistoryState(), HistoryJobKind.Backfill, Noon.AddDays(-4), null).State.Entries[0], Noon);

    private static (HistoryState State, HistoryStart Start) Start(HistoryState state, HistoryJobKind kind, DateTimeOffset? from, DateTimeOffset? to) =>
        HistoryRules.Add(state, new HistoryRequest(kind, from, to), reach: Noon, now: Noon);
}
