namespace AtlassianAudit.ClusterTests;

/// <summary>Three silos and what they share: all of them killed at once, or their Redis.</summary>
public sealed class ClustersThatDie
{
    private const int Organizations = 60;
    private const int PollIntervalSeconds = 5;
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_as_a_whole_and_started_at_other_addresses_it_goes_on_where_it_was()
    {
        await using var cluster = await CollectingCluster.StartAsync();
        await cluster.CollectAsync(Organizations, Organizations, PollIntervalSeconds);
        var before = cluster.Collector.Hosts.ToList();
        await Task.WhenAll(before.Select(host => host.KillAsync()));

        var died = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < CollectingCluster.Silos; i++)
            cluster.Collector.Add();
        await Task.WhenAll(cluster.Collector.Hosts.Except(before).Select(host => host.StartAsync(Cancellation)));
        Report("whole cluster", await cluster.UntilPolledSinceAsync(cluster.Organizations, died));
        await cluster.AssertEverythingArrivedOnceAsync();
    }

    [Fact]
    public async Task Without_Redis_it_says_so_and_goes_on_by_itself_when_Redis_is_back()
    {
        await using var cluster = await CollectingCluster.StartAsync();
        await cluster.CollectAsync(Organizations, Organizations, PollIntervalSeconds);
        await cluster.Collector.Redis!.KillAsync();
        await CollectingCluster.UntilHealthIsAsync(cluster.Collector.Hosts[0], "partitioned");

        // Meanwhile there are new events, and no cursor can be written.
        await Task.Delay(Outage, TimeProvider.System, Cancellation);
        await cluster.Collector.Redis.StartAsync(Cancellation);
        var back = TimeProvider.System.GetUtcNow();
        Report("Redis", await cluster.UntilPolledSinceAsync(cluster.Organizations, back));
        await cluster.UntilWholeAsync();
        await cluster.AssertEverythingArrivedOnceAsync();
    }

    private static void Report(string what, TimeSpan recovered)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"{what}: all {Organizations} organizations polled again within {recovered.TotalSeconds:0.0} s.");
        Assert.InRange(recovered, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }
}
