using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Sandbox.Atlassian;

namespace AtlassianAudit.Tests.Collecting.Cluster;

/// <summary>Measures memory, and so runs alone.</summary>
[Collection(nameof(Alone))]
public sealed class LongOutages
{
    private const int Organizations = 8;

    /// <summary>What is fetched in vain meanwhile, about 800 pages of half a megabyte, is 25 times that.</summary>
    private const long Flat = 16 << 20;

    [Fact]
    public async Task An_hour_without_Elasticsearch_costs_no_memory_and_loses_nothing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        await cluster.DestinationAsync(address: new Uri("http://127.0.0.1:1"));
        for (var i = 0; i < Organizations; i++)
            await cluster.OrganizationAsync($"org-{i}", events: 2000, eventsPerMinute: 1);
        await cluster.PassAsync(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(1));
        var (before, asked) = (GC.GetTotalMemory(forceFullCollection: true), Requests(cluster));
        await cluster.PassAsync(TimeSpan.FromMinutes(50), TimeSpan.FromSeconds(1));
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        asked = Requests(cluster) - asked;
        TestContext.Current.TestOutputHelper!.WriteLine($"{growth:N0} bytes more after 50 minutes, the emulator's memory of {asked} requests included");
        Assert.InRange(growth, long.MinValue, Flat);

        // A page that cannot be delivered is asked for ever more seldom.
        Assert.InRange(asked, 1, Organizations * 50 * 3);

        await cluster.DestinationAsync();
        for (var i = 0; i < Organizations; i++)
            cluster.Atlassian.World.AddOrganization($"org-{i}", new OrganizationDefinition { EventsPerMinute = 0 });
        foreach (var i in Enumerable.Range(0, Organizations))
            await cluster.UntilCaughtUpAsync(cluster.Grains.GetGrain<IOrganizationGrain>($"org-{i}"), TimeSpan.FromMinutes(10));
        await cluster.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(
            Enumerable.Range(0, Organizations).SelectMany(i => cluster.Atlassian.World.GeneratedIds($"org-{i}")).Select(e => e.Id!).Order(),
            cluster.Delivered().Order());
        Assert.Equal(0, cluster.Atlassian.World.LimitViolations.Total);
    }

    private static int Requests(CollectorCluster cluster) => Enumerable.Range(0, Organizations).Sum(i => cluster.Atlassian.World.Requests($"org-{i}").Count);
}

/// <summary>Tests that measure the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
