using AtlassianAudit.Collector.Collecting;
using AtlassianAudit.Contracts.ApiUsers;
using FsCheck;
using FsCheck.Fluent;

namespace AtlassianAudit.Tests.Collecting;

public sealed class TurnOrder
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 19, 12, 0, 0, TimeSpan.Zero);

    private static TurnRequest Ask(string organization, TurnPriority priority = TurnPriority.LiveTail) => new(organization, $"https://a/{organization}", priority);

    [Fact]
    public void One_organization_asks_at_most_50_times_in_any_minute_and_at_least_45() => AssertPaced(organizations: 1, most: 50, least: 45);

    [Fact]
    public void One_user_asks_at_most_60_times_in_any_minute_and_at_least_54() => AssertPaced(organizations: 7, most: 60, least: 54);

    [Fact]
    public void Timers_that_are_late_stay_within_the_limits() =>
        Prop.ForAll(Gen.Choose(0, 250).ListOf(600).Select(late => late.ToList()).ToArbitrary(), late =>
        {
            var given = Run(3, TimeSpan.FromMinutes(5), late);
            return given.All(at => given.Count(other => other >= at && other < at.AddMinutes(1)) <= 60);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Even_a_failover_at_the_worst_moment_stays_within_the_limits()
    {
        var before = Run(1, TimeSpan.FromMinutes(2));
        var after = Run(1, TimeSpan.FromMinutes(2)).Select(at => at + TimeSpan.FromMinutes(2));
        var all = before.Concat(after).ToList();
        Assert.All(all, at => Assert.InRange(all.Count(other => other >= at && other < at.AddMinutes(1)), 1, 50));
    }

    [Fact]
    public void A_user_that_is_free_gives_nothing_while_the_path_is_not()
    {
        var scheduler = new TurnScheduler();
        scheduler.Enqueue(Ask("one"));
        Assert.NotNull(scheduler.Give(Noon));
        scheduler.Hold(new ThrottleNotice(Ask("one").Path, ThrottleScope.Path, Noon.AddMinutes(1)));
        scheduler.Enqueue(Ask("one"));
        Assert.Null(scheduler.Give(Noon.AddSeconds(30)));
    }

    [Fact]
    public void A_key_trial_goes_first_after_three_turns_of_a_user_whose_live_tails_take_all()
    {
        var scheduler = new TurnScheduler();
        scheduler.Enqueue(Ask("trial", TurnPriority.KeyTrial));
        scheduler.Enqueue(Ask("backfill", TurnPriority.Backfill));
        var served = new List<string>();
        for (var now = Noon; served.Count < 6; now = scheduler.NextTurn()!.Value)
        {
            scheduler.Enqueue(Ask($"tail {served.Count}"));
            if (scheduler.Give(now) is { } turn)
                served.Add(turn.OrganizationId);
        }

        Assert.Equal("trial", served[3]);
        Assert.DoesNotContain("backfill", served);
    }

    [Fact]
    public void Within_a_priority_whoever_was_served_longest_ago_is_next()
    {
        var served = new List<string>();
        var scheduler = new TurnScheduler();
        string[] organizations = ["a", "b", "c", "d"];
        foreach (var organization in organizations)
            scheduler.Enqueue(Ask(organization));
        var now = Noon;
        while (served.Count < 12)
        {
            if (scheduler.Give(now) is { } turn)
            {
                served.Add(turn.OrganizationId);
                scheduler.Enqueue(Ask(turn.OrganizationId));
            }

            now = scheduler.NextTurn()!.Value;
        }

        Assert.All(served.Chunk(4), round => Assert.Equal(organizations, round));
    }

    [Fact]
    public void The_live_tail_goes_before_everything_else()
    {
        var scheduler = new TurnScheduler();
        scheduler.Enqueue(Ask("a", TurnPriority.Reconciliation));
        scheduler.Enqueue(Ask("b", TurnPriority.Backfill));
        scheduler.Enqueue(Ask("c"));
        Assert.Equal("c", scheduler.Give(Noon)!.OrganizationId);
        Assert.Null(scheduler.Give(Noon));
        Assert.Equal("b", scheduler.Give(scheduler.NextTurn()!.Value)!.OrganizationId);
    }

    [Fact]
    public void A_throttled_path_holds_its_organization_only_and_a_throttled_user_all()
    {
        var scheduler = new TurnScheduler();
        scheduler.Hold(new ThrottleNotice("https://a/a", ThrottleScope.Path, Noon.AddMinutes(1)));
        scheduler.Enqueue(Ask("a"));
        scheduler.Enqueue(Ask("b"));
        Assert.Equal("b", scheduler.Give(Noon)!.OrganizationId);
        Assert.Equal(Noon.AddMinutes(1), scheduler.NextTurn());

        scheduler.Hold(new ThrottleNotice("https://a/a", ThrottleScope.User, Noon.AddMinutes(2)));
        scheduler.Enqueue(Ask("b"));
        Assert.Null(scheduler.Give(Noon.AddMinutes(1)));
        Assert.NotNull(scheduler.Give(Noon.AddMinutes(2)));
    }

    private static void AssertPaced(int organizations, int most, int least)
    {
        var given = Run(organizations, TimeSpan.FromMinutes(10));
        for (var second = 0; second < 540; second++)
            Assert.InRange(given.Count(at => at >= Noon.AddSeconds(second) && at < Noon.AddSeconds(second + 60)), least, most);
    }

    /// <summary>Organizations that always want more; the moments at which turns were given.</summary>
    private static List<DateTimeOffset> Run(int organizations, TimeSpan duration, List<int>? lateMilliseconds = null)
    {
        var scheduler = new TurnScheduler();
        for (var i = 0; i < organizations; i++)
            scheduler.Enqueue(Ask($"org-{i}"));
        var given = new List<DateTimeOffset>();
        for (var now = Noon; now < Noon + duration; now = scheduler.NextTurn()!.Value.AddMilliseconds(lateMilliseconds is { Count: > 0 } ? lateMilliseconds[given.Count % lateMilliseconds.Count] : 0))
            if (scheduler.Give(now) is { } turn)
            {
                given.Add(now);
                scheduler.Enqueue(Ask(turn.OrganizationId));
            }

        return given;
    }
}
