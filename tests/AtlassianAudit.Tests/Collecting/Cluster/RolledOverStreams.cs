using System.Text;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Tests.Collecting.Cluster;

/// <summary>An <c>_id</c> is unique per backing index only: behind a rollover Elasticsearch itself recognises nothing any more.</summary>
public sealed class RolledOverStreams
{
    private const string Stream = "logs-atlassian_cloud.audit-default";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_cursor_that_expired_behind_a_rollover_doubles_nothing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 2600);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.Elasticsearch.World.Rollover(Stream);
        cluster.Atlassian.World.AddFault(Fault.CursorExpired, 1, "one");
        await cluster.UntilAsync(() => Task.FromResult(cluster.Atlassian.World.Requests("one").Any(request => request.Status == 400)), Soon);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await cluster.PassAsync(TimeSpan.FromSeconds(20));
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task An_organization_added_again_behind_two_rollovers_doubles_nothing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 300);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.Elasticsearch.World.Rollover(Stream);
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { Events = 300 });
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered().Count == 600), Soon);
        await organization.DeleteAsync();
        await cluster.PassAsync(TimeSpan.FromSeconds(5));
        cluster.Elasticsearch.World.Rollover(Stream);

        await cluster.OrganizationAsync("one");
        await cluster.UntilCaughtUpAsync(organization, Soon);
        Assert.Equal(600, (await organization.GetStatusAsync())!.Counters.Duplicates);
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task An_answer_lost_before_a_rollover_doubles_nothing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 10);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.Elasticsearch.World.AddFault(ElasticsearchFault.TimeoutAfterApply, 1);
        cluster.Elasticsearch.World.AddFault(ElasticsearchFault.Unavailable, 20);
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { Events = 50 });
        await cluster.UntilAsync(() => Task.FromResult(cluster.Elasticsearch.World.BulkRequests.Any(request => request.Status == 0)), Soon);
        cluster.Elasticsearch.World.Rollover(Stream);
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered().Count == 60), TimeSpan.FromMinutes(20));
        await cluster.UntilCaughtUpAsync(organization, TimeSpan.FromMinutes(20));
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task An_answer_lost_and_a_cursor_rejected_before_a_rollover_double_nothing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await WithEventsAsync(cluster, count: 20, pageSize: 5);
        await LoseAnAnswerAsync(cluster, count: 5);
        cluster.Atlassian.World.AddFault(Fault.CursorExpired, 1, "one");
        cluster.Elasticsearch.World.Rollover(Stream);
        await cluster.UntilAsync(() => Task.FromResult(cluster.Atlassian.World.Requests("one").Any(request => request.Status == 400)), Soon);
        await cluster.PassAsync(TimeSpan.FromMinutes(1));
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task An_answer_lost_and_smaller_pages_behind_a_rollover_double_nothing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await WithEventsAsync(cluster, count: 3, pageSize: 10);
        await LoseAnAnswerAsync(cluster, count: 10);
        cluster.Elasticsearch.World.Rollover(Stream);
        await organization.ConfigureAsync((await organization.GetSettingsAsync())! with { PageSize = 5 }, onlyIfNew: false);
        await cluster.PassAsync(TimeSpan.FromMinutes(1));
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task What_is_in_the_ledger_is_not_sent_again_whatever_happened_to_the_stream()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "key-one" });
        cluster.Atlassian.World.AddFault(Fault.NullNext, 3, "one");
        var organization = await cluster.OrganizationAsync("one", events: 40);
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered().Count == 40), Soon);
        var requests = cluster.Elasticsearch.World.BulkRequests.Count;
        cluster.Elasticsearch.World.Rollover(Stream);
        await cluster.UntilAsync(async () => (await organization.GetStatusAsync())!.Counters.Duplicates == 120, Soon);
        Assert.Equal(requests, cluster.Elasticsearch.World.BulkRequests.Count);
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task Without_the_right_to_look_shipping_goes_on_and_the_status_says_which_promise_falls()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Elasticsearch.World.AddApiKey("writer", ["create_doc", "auto_configure"]);
        await cluster.Grains.GetGrain<IDestinationGrain>("default").ConfigureAsync(
            new DestinationSettings { Name = "default", Urls = [cluster.Elasticsearch.Address.ToString()], ApiKey = cluster.Seal("writer"), SetUpTemplates = false });
        var organization = await cluster.OrganizationAsync("one", events: 10);
        await cluster.UntilCaughtUpAsync(organization, Soon);

        cluster.AssertExactlyOnce("one");
        var status = (await organization.GetStatusAsync())!;
        Assert.Contains("view_index_metadata", status.Reason, StringComparison.Ordinal);
        Assert.Equal(1, status.Counters.InDoubt);
        var test = (await cluster.Grains.GetGrain<IDestinationGrain>("default").TestAsync())!;
        Assert.Equal(2, test.Problems.Count(problem => problem.Contains("exactly one copy", StringComparison.Ordinal)));
    }

    /// <summary>An organization that has long been collected as far as there is anything.</summary>
    private static async Task<IOrganizationGrain> WithEventsAsync(CollectorCluster cluster, int count, int pageSize)
    {
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "key-one" });
        Append(cluster, count);
        var organization = await cluster.OrganizationAsync("one", change: settings => settings with { PageSize = pageSize });
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered().Count == count), Soon);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await cluster.PassAsync(TimeSpan.FromSeconds(30));
        return organization;
    }

    /// <summary>Events that Elasticsearch stores without anybody hearing of it.</summary>
    private static Task LoseAnAnswerAsync(CollectorCluster cluster, int count)
    {
        cluster.Elasticsearch.World.AddFault(ElasticsearchFault.TimeoutAfterApply, 1);
        Append(cluster, count);
        return cluster.UntilAsync(() => Task.FromResult(cluster.Elasticsearch.World.BulkRequests.Any(request => request.Status == 0)), Soon);
    }

    private static void Append(CollectorCluster cluster, int count)
    {
        var first = cluster.Clock.GetUtcNow().AddSeconds(-count);
        cluster.Atlassian.World.AppendEvents("one", Enumerable.Range(0, count).Select(i => first.AddSeconds(i).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'")).Select(time =>
            Encoding.UTF8.GetBytes($$"""{"id":"{{Guid.NewGuid()}}","attributes":{"time":"{{time}}","processedAt":"{{time}}","action":"user_login"} }""")));
    }
}
