using System.Text;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Tests.Collecting.Cluster;

public sealed class HistoryJobs
{
    private const string Stream = "logs-atlassian_cloud.audit-default";
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_backfill_brings_what_lies_before_the_live_tail_and_doubles_nothing_of_it()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var now = cluster.Clock.GetUtcNow();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { Events = 1500, From = now.AddDays(-100), To = now.AddMinutes(-1) });
        var organization = await cluster.OrganizationAsync("one", change: settings => settings with { InitialLookbackSeconds = 10 * 86_400 });
        await cluster.UntilCaughtUpAsync(organization, Soon);
        var live = cluster.Delivered().Count;
        Assert.InRange(live, 100, 300);
        cluster.Elasticsearch.World.Rollover(Stream);

        var reach = (await organization.GetStatusAsync())!.Watermark;
        var start = await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Backfill, now.AddDays(-150), null));
        Assert.Equal((1, reach), (start!.Job!.Number, start.Job.To));
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { EventsPerMinute = 60 });
        var job = await OverAsync(cluster, organization, HistoryJobKind.Backfill);
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { EventsPerMinute = 0 });
        await cluster.PassAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((HistoryJobState.Completed, null), (job.State, job.Reason));
        Assert.Equal((1500 - live, live), ((int)job.Counters.Stored, (int)job.Counters.Duplicates));
        cluster.AssertExactlyOnce("one");
        Assert.Equal(0, cluster.Atlassian.World.LimitViolations.Total);
    }

    [Fact]
    public async Task A_backfill_goes_on_after_faults_and_a_restart_of_the_organization()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var now = cluster.Clock.GetUtcNow();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { Events = 2000, From = now.AddDays(-20), To = now.AddMinutes(-1) });
        var organization = await cluster.OrganizationAsync("one", change: settings => settings with { InitialLookbackSeconds = 3600, PageSize = 100 });
        await cluster.PassAsync(TimeSpan.FromSeconds(15));
        foreach (var fault in new[] { Fault.ServerError, Fault.CursorExpired, Fault.Garbage, Fault.NullNext, Fault.Truncated, Fault.RateLimited })
            cluster.Atlassian.World.AddFault(fault, 1, "one");
        cluster.Elasticsearch.World.AddFault(ElasticsearchFault.TimeoutAfterApply, 2);

        await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Backfill, now.AddDays(-21), null));
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered().Count > 500), TimeSpan.FromMinutes(10));
        cluster.Elasticsearch.World.Rollover(Stream);
        await cluster.RestartAsync(organization);
        var job = await OverAsync(cluster, organization, HistoryJobKind.Backfill);
        Assert.Equal(HistoryJobState.Completed, job.State);
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task A_backfill_is_ended_where_it_stands()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var now = cluster.Clock.GetUtcNow();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { Events = 2000, From = now.AddDays(-20), To = now.AddMinutes(-1) });
        var organization = await cluster.OrganizationAsync("one", change: settings => settings with { InitialLookbackSeconds = 3600, PageSize = 10 });
        await cluster.PassAsync(TimeSpan.FromSeconds(15));
        await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Backfill, now.AddDays(-21), null));
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered().Count > 100), Soon);
        Assert.NotNull((await organization.ListJobsAsync(HistoryJobKind.Backfill))!.Value.Single().EstimatedEndAt);

        Assert.True(await organization.EndJobAsync(HistoryJobKind.Backfill, 1));
        Assert.False(await organization.EndJobAsync(HistoryJobKind.Backfill, 2));
        await cluster.PassAsync(TimeSpan.FromSeconds(5));
        var delivered = cluster.Delivered().Count;
        await cluster.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(delivered, cluster.Delivered().Count);
        Assert.Equal(HistoryJobState.Cancelled, (await organization.ListJobsAsync(HistoryJobKind.Backfill))!.Value.Single().State);
    }

    [Fact]
    public async Task Behind_the_live_tail_there_is_nothing_to_read()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 10);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        var start = await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Backfill, cluster.Clock.GetUtcNow(), null));
        Assert.Null(start!.Job);
        Assert.Contains("live tail", start.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_live_tail_comes_before_a_backfill()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var now = cluster.Clock.GetUtcNow();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { Events = 3000, From = now.AddDays(-20), To = now.AddMinutes(-1) });
        var organization = await cluster.OrganizationAsync("one", change: settings => settings with { InitialLookbackSeconds = 3600, PageSize = 10, PollIntervalSeconds = 4 });
        await cluster.PassAsync(TimeSpan.FromSeconds(20));
        await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Backfill, now.AddDays(-21), null));
        await cluster.PassAsync(TimeSpan.FromSeconds(2));
        var begun = cluster.Clock.GetUtcNow();
        await cluster.PassAsync(TimeSpan.FromMinutes(1));

        var requests = cluster.Atlassian.World.Requests("one").Where(request => request.Time >= begun).ToList();
        Assert.Equal(0, cluster.Atlassian.World.LimitViolations.Total);
        Assert.InRange(requests.Count, 30, 50);
        Assert.InRange(requests.Count(request => request.Events == 0), 12, 17);
    }

    [Fact]
    public async Task A_reconciliation_finds_exactly_what_is_missing_and_doubled_and_ships_what_is_missing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 1200);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        var documents = cluster.Elasticsearch.World.Documents(Stream);
        cluster.Elasticsearch.World.Rollover(Stream);
        Assert.Equal(7, cluster.Elasticsearch.World.Delete(Stream, documents.Take(7).Select(document => document.Id)));
        cluster.Elasticsearch.World.Put(Stream, documents[600].Id, documents[600].Source);
        cluster.Elasticsearch.World.Put(Stream, "another-id", documents[601].Source);

        await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Reconciliation, cluster.Clock.GetUtcNow().AddDays(-1), null));
        var found = (await OverAsync(cluster, organization, HistoryJobKind.Reconciliation)).Findings!;
        Assert.Equal((1193, 7, 2, 7), (found.Present, found.Missing, found.Doubled, found.Shipped));
        Assert.Equal((7, 2), (found.MissingIds.Length, found.DoubledIds.Length));
        Assert.Equal(1202, cluster.Delivered().Count);

        await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Reconciliation, cluster.Clock.GetUtcNow().AddDays(-1), null));
        var again = (await OverAsync(cluster, organization, HistoryJobKind.Reconciliation)).Findings!;
        Assert.Equal((1200, 0, 2, 0), (again.Present, again.Missing, again.Doubled, again.Shipped));
    }

    [Fact]
    public async Task A_reconciliation_that_crashes_behind_its_shipping_reports_what_it_had_found()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 50);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.Elasticsearch.World.Delete(Stream, cluster.Elasticsearch.World.Documents(Stream).Take(7).Select(document => document.Id));
        cluster.Elasticsearch.World.AddFault(ElasticsearchFault.TimeoutAfterApply);
        cluster.Atlassian.World.AddFault(Fault.NullNext, 2, "one");

        await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Reconciliation, cluster.Clock.GetUtcNow().AddDays(-1), null));
        var found = (await OverAsync(cluster, organization, HistoryJobKind.Reconciliation)).Findings!;
        Assert.Equal((43, 7), (found.Present, found.Missing));
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task What_is_quarantined_or_buried_is_not_missing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.RefuseMessages();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "key-one" });
        cluster.Atlassian.World.AppendEvents("one", new[]
        {
            """{"id":"a","attributes":{"time":"2026-05-19T09:00:00Z","processedAt":"2026-05-19T09:00:01Z","action":"user_login"}}""",
            """{"attributes":{"time":"2026-05-19T09:00:00Z","processedAt":"2026-05-19T09:00:01Z","action":"without_id"}}""",
            """{"id":"refused","attributes":{"time":"2026-05-19T09:00:00Z","processedAt":"2026-05-19T09:00:01Z","action":"user_login"},"message":{"content":"no number"}}""",
        }.Select(Encoding.UTF8.GetBytes));
        var organization = await cluster.OrganizationAsync("one");
        await cluster.UntilAsync(() => Task.FromResult(cluster.DeadLetters().Count == 2), Soon);
        await cluster.PassAsync(TimeSpan.FromSeconds(5));

        await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Reconciliation, cluster.Clock.GetUtcNow().AddDays(-2), null));
        var found = (await OverAsync(cluster, organization, HistoryJobKind.Reconciliation)).Findings!;
        Assert.Equal((1, 0, 2), (found.Present, found.Missing, found.DeadLettered));
    }

    [Fact]
    public async Task Without_the_right_to_read_a_reconciliation_says_what_to_grant()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 10);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.Elasticsearch.World.AddApiKey("writer", ["create_doc", "auto_configure", "view_index_metadata"]);
        await cluster.Grains.GetGrain<IDestinationGrain>("default").ConfigureAsync(
            new DestinationSettings { Name = "default", Urls = [cluster.Elasticsearch.Address.ToString()], ApiKey = cluster.Seal("writer"), SetUpTemplates = false });
        await cluster.PassAsync(TimeSpan.FromSeconds(31));
        await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Reconciliation, cluster.Clock.GetUtcNow().AddDays(-1), null));
        var job = await OverAsync(cluster, organization, HistoryJobKind.Reconciliation);
        Assert.Equal(HistoryJobState.Failed, job.State);
        Assert.Contains("lacks read on logs-atlassian_cloud.audit-default", job.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_are_replayed_after_a_fix_and_a_second_replay_changes_nothing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Elasticsearch.World.AddFault(ElasticsearchFault.Mapping, 3);
        var organization = await cluster.OrganizationAsync("one", events: 20);
        cluster.Atlassian.World.AppendEvents("one", [Encoding.UTF8.GetBytes("17")]);
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered().Count == 17 && cluster.DeadLetters().Count == 4), Soon);
        cluster.Elasticsearch.World.Rollover(Stream);

        foreach (var stored in new[] { 3, 0 })
        {
            await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Replay, null, null));
            var job = await OverAsync(cluster, organization, HistoryJobKind.Replay);
            Assert.Equal((HistoryJobState.Completed, stored, 3 - stored, 1), (job.State, job.Counters.Stored, job.Counters.Duplicates, job.Counters.DeadLettered));
            Assert.Equal((20, 4), (cluster.Delivered().Count, cluster.DeadLetters().Count));
        }
    }

    [Fact]
    public async Task The_status_says_how_much_the_plan_shows()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one");
        cluster.Atlassian.World.AppendEvents("one", [Encoding.UTF8.GetBytes("""{"id":"a","attributes":{"time":"2026-05-19T09:00:00Z","action":"user_login"}}""")]);
        await cluster.UntilAsync(async () => (await organization.GetStatusAsync())!.Plan is { Actions: > 0, UserActivityAt: null }, Soon);
        cluster.Atlassian.World.AppendEvents("one", [Encoding.UTF8.GetBytes("""{"id":"b","attributes":{"time":"2026-05-19T09:30:00Z","action":"confluence_page_viewed"}}""")]);
        await cluster.UntilAsync(async () => (await organization.GetStatusAsync())!.Plan!.UserActivityAt is not null, Soon);
        await cluster.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Single(cluster.Atlassian.World.Requests("one"), request => request.Path.EndsWith("event-actions", StringComparison.Ordinal));
    }

    private static async Task<HistoryJob> OverAsync(CollectorCluster cluster, IOrganizationGrain organization, HistoryJobKind kind)
    {
        await cluster.UntilAsync(async () => (await organization.ListJobsAsync(kind))!.Value[^1].IsOver, TimeSpan.FromMinutes(20));
        return (await organization.ListJobsAsync(kind))!.Value[^1];
    }
}
