using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Tests.Collecting.Cluster;

/// <summary>An organization whose events an operator sends elsewhere: what lies where they went before is not shipped again.</summary>
public sealed class MovedOrganizations
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task An_answer_lost_before_the_move_doubles_nothing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await MovedAsync(cluster, lost: 10);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await cluster.PassAsync(TimeSpan.FromSeconds(30));
        AssertOnce(cluster);
        Assert.Equal(0, (await organization.GetStatusAsync())!.Counters.InDoubt);
    }

    [Fact]
    public async Task And_back_again_neither()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await MovedAsync(cluster, lost: 10);
        cluster.Elasticsearch.World.AddFault(ElasticsearchFault.TimeoutAfterApply, 1);
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { Events = 20 });
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered("new").Count > 0), Soon);
        await MoveAsync(cluster, organization, "default", "default");
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await cluster.PassAsync(TimeSpan.FromSeconds(30));
        AssertOnce(cluster);
    }

    [Theory]
    [InlineData(HistoryJobKind.Backfill)]
    [InlineData(HistoryJobKind.Reconciliation)]
    public async Task A_job_finds_what_lies_there(HistoryJobKind kind)
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await MovedAsync(cluster, lost: 0);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await organization.StartJobAsync(new HistoryRequest(kind, cluster.Clock.GetUtcNow().AddDays(-170), null));
        await cluster.UntilAsync(async () => (await organization.ListJobsAsync(kind))!.Value[0].IsOver, Soon);

        var job = (await organization.ListJobsAsync(kind))!.Value[0];
        Assert.Equal((HistoryJobState.Completed, 0), (job.State, (int)job.Counters.Stored));
        if (job.Findings is { } findings)
            Assert.Equal((30, 0), ((int)findings.Present, (int)findings.Missing));
        AssertOnce(cluster);
    }

    [Fact]
    public async Task Dead_letters_are_found_and_replayed_from_there()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        await cluster.DestinationAsync("other");
        cluster.Elasticsearch.World.AddFault(ElasticsearchFault.Mapping, 3);
        var organization = await cluster.OrganizationAsync("one", events: 30);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await MoveAsync(cluster, organization, "other", "new");
        Assert.Equal([false, false, false], (await LettersAsync(organization)).Select(letter => letter.Delivered));

        foreach (var stored in new[] { 3, 0 })
        {
            await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Replay, null, null));
            await cluster.UntilAsync(async () => (await organization.ListJobsAsync(HistoryJobKind.Replay))!.Value[^1].IsOver, Soon);
            Assert.Equal((stored, 3 - stored), ((int)(await organization.ListJobsAsync(HistoryJobKind.Replay))!.Value[^1].Counters.Stored, (int)(await organization.ListJobsAsync(HistoryJobKind.Replay))!.Value[^1].Counters.Duplicates));
            Assert.Equal([true, true, true], (await LettersAsync(organization)).Select(letter => letter.Delivered));
            AssertOnce(cluster);
        }
    }

    [Fact]
    public async Task A_destination_that_is_gone_keeps_nobody_waiting()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await MovedAsync(cluster, lost: 0);
        await cluster.Grains.GetGrain<IDestinationGrain>("default").DeleteAsync();
        var moved = cluster.Clock.GetUtcNow();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { Events = 5 });
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered("new").Count == 5), Soon);
        Assert.InRange(cluster.Clock.GetUtcNow() - moved, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        AssertOnce(cluster);
    }

    [Fact]
    public async Task A_place_that_does_not_answer_is_waited_for_a_while_and_then_the_status_says_which_promise_falls()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 30);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await cluster.DestinationAsync(address: new Uri("http://127.0.0.1:1"));
        await cluster.PassAsync(TimeSpan.FromSeconds(40));
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { Events = 5 });
        var moved = cluster.Clock.GetUtcNow();
        await cluster.DestinationAsync("other");
        await MoveAsync(cluster, organization, "other", "new");

        await cluster.UntilStateAsync(organization, OrganizationState.DestinationUnavailable, Soon);
        Assert.Contains("before the organization moved", (await organization.GetStatusAsync())!.Reason, StringComparison.Ordinal);
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered("new").Count == 5), Soon);
        Assert.InRange(cluster.Clock.GetUtcNow() - moved, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(13));
        await cluster.PassAsync(TimeSpan.FromSeconds(1));
        var status = (await organization.GetStatusAsync())!;
        Assert.Equal((OrganizationState.Active, 1), (status.State, (int)status.Counters.InDoubt));
        Assert.Contains("Exactly one copy is not promised", status.Reason, StringComparison.Ordinal);
    }

    /// <summary>An organization of 30 events, and some more whose answer was lost, that goes elsewhere.</summary>
    private static async Task<IOrganizationGrain> MovedAsync(CollectorCluster cluster, int lost)
    {
        await cluster.DestinationAsync("other");
        var organization = await cluster.OrganizationAsync("one", events: 30);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        if (lost > 0)
        {
            cluster.Elasticsearch.World.AddFault(ElasticsearchFault.TimeoutAfterApply, 1);
            cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { Events = lost });
            await cluster.UntilAsync(() => Task.FromResult(cluster.Elasticsearch.World.BulkRequests.Any(request => request.Status == 0)), Soon);
        }

        await MoveAsync(cluster, organization, "other", "new");
        return organization;
    }

    private static async Task MoveAsync(CollectorCluster cluster, IOrganizationGrain organization, string destination, string @namespace) =>
        await cluster.WhoMayWaitAsync(organization.ConfigureAsync((await organization.GetSettingsAsync())! with { Destination = destination, Namespace = @namespace }, onlyIfNew: false));

    /// <summary>All dead letters, two at a time.</summary>
    private static async Task<List<BuriedEvent>> LettersAsync(IOrganizationGrain organization)
    {
        var all = new List<BuriedEvent>();
        string? after = null;
        do
        {
            var page = Assert.IsType<LookResult<DeadLetterPage>.Seen>(await organization.ReadDeadLettersAsync(after, 2)).What;
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return all;
    }

    private static void AssertOnce(CollectorCluster cluster) =>
        Assert.Equal(cluster.Atlassian.World.GeneratedIds("one").Select(e => e.Id!).Order(), cluster.Delivered().Concat(cluster.Delivered("new")).Order());
}
