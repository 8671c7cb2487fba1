namespace AtlassianAudit.ClusterTests;

/// <summary>Three silos as processes on a real Redis, one of which is killed, told to end, or stands still.</summary>
public sealed class SilosThatDie
{
    private const int Organizations = 300;

    /// <summary>
    /// Two organizations a user: its requests are 1.07 s apart, so a third one that lived on the silo would poll later than 3 s behind SIGTERM, however soon it is woken.
    /// </summary>
    private const int Users = 150;
    private const int PollIntervalSeconds = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("KILL", 15)]
    [InlineData("TERM", 3)]
    [InlineData("STOP", 20)]
    public async Task Its_organizations_poll_again_within_seconds_and_nothing_is_lost_or_doubled(string signal, int seconds)
    {
        await using var cluster = await CollectingCluster.StartAsync();
        await cluster.CollectAsync(Organizations, Users, PollIntervalSeconds);

        // Once more, so that each is in its phase: an organization that was just added may wait for it for one and a half intervals.
        await cluster.UntilPolledSinceAsync(cluster.Organizations, TimeProvider.System.GetUtcNow());
        var victim = cluster.Collector.Hosts[1];
        var orphans = await cluster.LivingOnAsync("silo-2");
        Assert.NotEmpty(orphans);

        var died = TimeProvider.System.GetUtcNow();
        await (signal == "KILL" ? victim.KillAsync() : victim.SignalAsync(signal));
        var recovered = await cluster.UntilPolledSinceAsync(orphans, died);
        var all = await cluster.UntilPolledSinceAsync(cluster.Organizations, died);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{signal}: all {orphans.Count} organizations of the silo polled again within {recovered.TotalSeconds:0.0} s, all {Organizations} within {all.TotalSeconds:0.0} s.");
        Assert.InRange(recovered, TimeSpan.Zero, TimeSpan.FromSeconds(seconds) * CollectingCluster.Slack);
        Assert.InRange(all, TimeSpan.Zero, TimeSpan.FromSeconds(Math.Max(seconds, 1.5 * PollIntervalSeconds)) * CollectingCluster.Slack);
        if (signal == "STOP")
        {
            // It wakes up behind everybody's back, and finds that it is no member any more.
            var left = died + TimeSpan.FromSeconds(25) - TimeProvider.System.GetUtcNow();
            if (left > TimeSpan.Zero)
                await Task.Delay(left, TimeProvider.System, Cancellation);
            await victim.SignalAsync("CONT");
        }

        await victim.EndedAsync(Cancellation);
        await cluster.AssertEverythingArrivedOnceAsync();
    }
}
