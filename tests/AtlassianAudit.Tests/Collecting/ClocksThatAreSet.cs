using AtlassianAudit.Collector.Collecting;

namespace AtlassianAudit.Tests.Collecting;

public sealed class ClocksThatAreSet
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 19, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Turns_go_on_at_their_pace_and_a_time_that_Atlassian_names_is_as_far_away_as_it_was(int hours)
    {
        var system = new SetClock();
        var clock = new SteadyClock(system);
        system.Passed += TimeSpan.FromSeconds(3);
        system.Set = TimeSpan.FromHours(hours);
        Assert.Equal(Noon.AddSeconds(3), clock.Now);
        Assert.Equal(clock.Now.AddSeconds(40), clock.At(system.GetUtcNow().AddSeconds(40)));
    }

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public TimeSpan Set { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Noon + Passed + Set;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
