using AtlassianAudit.Collector.Collecting;

namespace AtlassianAudit.Tests.Collecting;

public sealed class PollTimes
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 19, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(300);

    [Fact]
    public void In_the_long_run_the_gap_is_the_interval()
    {
        var at = Noon;
        var first = PollSchedule.NextPoll(at, Interval, "org");
        at = first;
        for (var i = 0; i < 100; i++)
            at = PollSchedule.NextPoll(at.AddSeconds(3), Interval, "org");
        Assert.Equal(first + (100 * Interval), at);
    }

    [Fact]
    public void No_poll_is_nearer_than_half_an_interval_or_farther_than_one_and_a_half()
    {
        foreach (var organization in Enumerable.Range(0, 1000).Select(i => $"org-{i}"))
            Assert.InRange(PollSchedule.NextPoll(Noon, Interval, organization) - Noon, Interval / 2, Interval * 1.5);
    }

    [Fact]
    public void Ten_thousand_organizations_are_a_flat_line()
    {
        var perBucket = Enumerable.Range(0, 10_000)
            .Select(i => PollSchedule.NextPoll(Noon, Interval, Guid.NewGuid().ToString()))
            .GroupBy(at => (int)((at - Noon).TotalSeconds / 30))
            .Select(group => group.Count())
            .ToList();
        Assert.Equal(10, perBucket.Count);
        Assert.All(perBucket, count => Assert.InRange(count, 800, 1200));
    }

    [Fact]
    public void A_rejected_key_is_probed_after_minutes_and_ever_more_seldom()
    {
        Assert.Equal(TimeSpan.FromMinutes(5), PollSchedule.AfterRejection(1, 0.5));
        Assert.Equal(TimeSpan.FromMinutes(10), PollSchedule.AfterRejection(2, 0.5));
        Assert.Equal(TimeSpan.FromMinutes(30), PollSchedule.AfterRejection(9, 0.5));
    }

    [Fact]
    public void Failures_back_off_to_five_minutes()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), PollSchedule.AfterFailure(1, 0.5));
        Assert.Equal(TimeSpan.FromMinutes(5), PollSchedule.AfterFailure(1000, 0.5));
    }

    [Fact]
    public void A_page_that_is_held_is_fetched_ever_more_seldom_but_every_minute()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), PollSchedule.AfterHeld(1, 0.5));
        Assert.Equal(TimeSpan.FromMinutes(1), PollSchedule.AfterHeld(1000, 0.5));
    }

    [Fact]
    public void After_a_restart_an_organization_waits_a_twentieth_of_its_interval_at_most() =>
        Assert.InRange(PollSchedule.AfterActivation(Interval, "org"), TimeSpan.Zero, Interval / 20);
}
