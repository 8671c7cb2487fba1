using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.ClusterTests;

/// <summary>Three silos, one of which reaches neither of the others any more, nor is reached; all reach Redis, Atlassian and Elasticsearch.</summary>
public sealed class PartitionedSilos
{
    private const int Organizations = 60;
    private const int PollIntervalSeconds = 5;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_is_cut_off_says_so_is_voted_out_and_ends_itself()
    {
        List<SiloLink> links = [];
        await using var cluster = await CollectingCluster.StartAsync(silos: 0, collector =>
        {
            for (var i = 0; i < CollectingCluster.Silos; i++)
            {
                links.Add(new SiloLink());
                collector.Add(more: links[i].Settings);
            }
        });
        try
        {
            await cluster.CollectAsync(Organizations, Organizations, PollIntervalSeconds);
            var victim = cluster.Collector.Hosts[1];
            var orphans = await cluster.LivingOnAsync("silo-2");
            Assert.NotEmpty(orphans);
            Assert.Equal("ready", await CollectingCluster.HealthOfAsync(victim));

            var cut = TimeProvider.System.GetUtcNow();
            var process = victim.Id;
            links[0].Cut(from => from == process);
            links[1].Cut(_ => true);
            links[2].Cut(from => from == process);
            await CollectingCluster.UntilHealthIsAsync(victim, "partitioned");
            Assert.Equal("ready", await CollectingCluster.HealthOfAsync(cluster.Collector.Hosts[0]));

            // It goes on polling until it knows; what the others ask for since then tells them apart by nothing but its end.
            await victim.EndedAsync(Cancellation);
            var ended = TimeProvider.System.GetUtcNow();
            var recovered = await cluster.UntilPolledSinceAsync(orphans, ended);
            var all = await cluster.UntilPolledSinceAsync(cluster.Organizations, ended);
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"partition: the silo ended after {(ended - cut).TotalSeconds:0.0} s, all {orphans.Count} organizations of it polled again within {recovered.TotalSeconds:0.0} s more, all {Organizations} within {all.TotalSeconds:0.0} s.");
            Assert.Equal(CollectingCluster.Silos - 1, await cluster.CountAsync());
            Assert.InRange(ended + recovered - cut, TimeSpan.Zero, TimeSpan.FromSeconds(60));
            await cluster.AssertEverythingArrivedOnceAsync();
        }
        finally
        {
            foreach (var link in links)
                await link.DisposeAsync();
        }
    }

    [Fact]
    public async Task One_whose_cable_is_pulled_is_voted_out_and_the_others_go_on()
    {
        if (await NetworkNamespaces.ProblemAsync() is { } problem)
            Assert.Skip(problem);
        await using var network = await NetworkNamespaces.CreateAsync();
        await using var cluster = await CollectingCluster.StartAsync(silos: 0);
        var (redis, atlassian, elasticsearch) =
            (network.Reach(cluster.Collector.Redis!.Port), network.Reach(cluster.Atlassian.Address.Port), network.Reach(cluster.Elasticsearch.Address.Port));
        for (var i = 0; i < CollectingCluster.Silos; i++)
        {
            var place = await network.AddAsync();
            var silo = cluster.Collector.Add(more: new Dictionary<string, string>(ClusterSettings.Stores(redis))
            {
                ["Orleans:Endpoints:AdvertisedIPAddress"] = place.Address,
                ["Atlassian:BaseUrl"] = $"http://{atlassian}/",
            }, place: place);
            await silo.StartAsync(Cancellation);
        }

        await cluster.CollectAsync(Organizations, Organizations, PollIntervalSeconds, elasticsearch: new Uri($"http://{elasticsearch}"));
        var orphans = await cluster.LivingOnAsync("silo-2");
        Assert.NotEmpty(orphans);
        var cut = TimeProvider.System.GetUtcNow();
        await NetworkNamespaces.CutAsync(2);
        var recovered = await cluster.UntilPolledSinceAsync(orphans, cut);
        var all = await cluster.UntilPolledSinceAsync(cluster.Organizations, cut);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"cable pulled: all {orphans.Count} organizations of the silo polled again within {recovered.TotalSeconds:0.0} s, all {Organizations} within {all.TotalSeconds:0.0} s.");
        Assert.InRange(recovered, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        await cluster.AssertEverythingArrivedOnceAsync();
    }
}
