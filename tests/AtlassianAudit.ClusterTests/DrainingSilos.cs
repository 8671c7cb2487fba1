using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.ClusterTests;

/// <summary>A silo that is told to end while Elasticsearch keeps its pages waiting.</summary>
public sealed class DrainingSilos
{
    private const int Organizations = 12;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_so_until_its_pages_are_finished_or_released_and_others_go_on_with_them()
    {
        await using var cluster = await CollectingCluster.StartAsync();
        await cluster.CollectAsync(Organizations, Organizations, pollIntervalSeconds: 2, eventsPerMinute: 60);
        var orphans = await cluster.LivingOnAsync("silo-2");
        Assert.NotEmpty(orphans);

        // Whatever comes hangs, so that each silo has a page in hand.
        const int All = 1000;
        cluster.Elasticsearch.World.AddFault(ElasticsearchFault.Hang, count: All);
        await cluster.Elasticsearch.World.UntilAsync(world => world.PendingFaults <= All - (2 * CollectingCluster.Silos), Cancellation);
        var told = TimeProvider.System.GetUtcNow();
        await cluster.Collector.Hosts[1].SignalAsync("TERM");
        await CollectingCluster.UntilHealthIsAsync(cluster.Collector.Hosts[1], "draining");
        await cluster.Collector.Hosts[1].EndedAsync(Cancellation);
        var ended = TimeProvider.System.GetUtcNow() - told;
        cluster.Elasticsearch.World.ClearFaults();

        // No grain call lasts longer than ten seconds, and the grace period is thirty.
        Assert.InRange(ended, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        var recovered = await cluster.UntilPolledSinceAsync(orphans, told + ended);
        await cluster.UntilPolledSinceAsync(cluster.Organizations, told + ended);
        TestContext.Current.TestOutputHelper!.WriteLine($"drained in {ended.TotalSeconds:0.0} s; {orphans.Count} organizations polled again within {recovered.TotalSeconds:0.0} s more.");
        await cluster.AssertEverythingArrivedOnceAsync();
    }

    [Fact]
    public async Task It_drains_at_once_while_its_organizations_wait_for_their_turns()
    {
        await using var cluster = await CollectingCluster.StartAsync();

        // Each user's five organizations want more than it may, so somebody always waits for a turn, on every silo.
        await cluster.CollectAsync(organizations: 60, users: 12, pollIntervalSeconds: 3);
        var told = TimeProvider.System.GetUtcNow();
        await cluster.Collector.Hosts[1].SignalAsync("TERM");
        await cluster.Collector.Hosts[1].EndedAsync(Cancellation);
        var ended = TimeProvider.System.GetUtcNow() - told;
        var recovered = await cluster.UntilPolledSinceAsync(cluster.Organizations, told + ended);
        TestContext.Current.TestOutputHelper!.WriteLine($"crowded: drained in {ended.TotalSeconds:0.0} s; all polled again within {recovered.TotalSeconds:0.0} s more.");

        // A request waits for its turn eight seconds at most; one that nobody answers, thirty.
        Assert.InRange(ended, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.InRange(recovered, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        await cluster.AssertEverythingArrivedOnceAsync();
    }
}
