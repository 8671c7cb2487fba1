using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;
using FsCheck;
using FsCheck.Fluent;

namespace AtlassianAudit.Tests.Collecting.Cluster;

/// <summary>Whatever happens in whatever order: what Atlassian showed is delivered, each event once, and no limit is exceeded.</summary>
public sealed class ArbitraryHistories
{
    private const int Cases = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>What takes time is left to the soak: here the clock stands while something is in flight.</summary>
    private static readonly Fault[] AtlassianFaults =
        [Fault.RateLimited, Fault.ServerError, Fault.CursorExpired, Fault.Garbage, Fault.NullNext, Fault.Truncated];

    /// <summary>A 413 to a document alone makes it a dead letter, and rightly so.</summary>
    private static readonly ElasticsearchFault[] ElasticsearchFaults =
    [
        ElasticsearchFault.BulkRejected, ElasticsearchFault.Unavailable, ElasticsearchFault.TimeoutAfterApply, ElasticsearchFault.ItemRejected,
        ElasticsearchFault.ItemForbidden, ElasticsearchFault.WriteBlock, ElasticsearchFault.ShardLimit,
    ];

    private enum Kind
    {
        Pass,
        NewEvents,
        AtlassianFault,
        ElasticsearchFault,
        Rollover,
        Crash,
        Restart,
        Backfill,
        Reconciliation,
        AddedAgain,
    }

    [Fact]
    public async Task Whatever_happens_every_event_arrives_once_within_the_limits()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var number = 0;
        await Task.Run(
            () => Check.One(
                Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(20260519, 1),
                Prop.ForAll(Scenarios().ToArbitrary(), scenario => RunAsync(cluster, scenario, ++number))),
            TestContext.Current.CancellationToken);
        Assert.Equal(Cases, number);
    }

    private static Gen<Scenario> Scenarios()
    {
        var step = from kind in Gen.Elements(Enum.GetValues<Kind>())
                   from organization in Gen.Choose(0, 2)
                   from amount in Gen.Choose(0, 1000)
                   select new Step(kind, organization, amount);
        return from organizations in Gen.Choose(1, 3)
               from pageSize in Gen.Elements(7, 40, 500)
               from filter in Gen.Elements(FromFilter.Time, FromFilter.ProcessedAt)
               from events in Gen.Choose(0, 150)
               from steps in step.ArrayOf(12)
               select new Scenario(organizations, pageSize, filter, events, steps);
    }

    private static async Task RunAsync(CollectorCluster cluster, Scenario scenario, int number)
    {
        var (@namespace, user) = ($"case{number}", $"user-{number}");
        var stream = $"logs-atlassian_cloud.audit-{@namespace}";
        string[] ids = [.. Enumerable.Range(0, scenario.Organizations).Select(i => $"case-{number}-{i}")];
        foreach (var id in ids)
        {
            cluster.Atlassian.World.AddOrganization(id, new OrganizationDefinition { ApiKey = $"key-{id}", User = user, Events = scenario.Events, FromFilters = scenario.Filter });
            await AddAsync(id);
        }

        foreach (var step in scenario.Steps)
            await DoAsync(step, ids[step.Organization % ids.Length]);

        cluster.Calm();
        foreach (var id in ids)
            cluster.Atlassian.World.AddOrganization(id, new OrganizationDefinition { EventsPerMinute = 0 });
        var generated = ids.SelectMany(id => cluster.Atlassian.World.GeneratedIds(id)).Select(e => e.Id!).Order().ToList();
        await cluster.UntilAsync(async () => cluster.Elasticsearch.World.Documents(stream).Count >= generated.Count && await AreIdleAsync(), Patience);

        Assert.Equal(generated, cluster.Delivered(@namespace).Order());
        Assert.Empty(cluster.DeadLetters(@namespace));
        Assert.Equal(0, cluster.Atlassian.World.LimitViolations.Total);
        foreach (var id in ids)
            await cluster.RemoveAsync(id);

        Task AddAsync(string id) => cluster.OrganizationAsync(
            id, eventsPerMinute: 20, change: settings => settings with { Namespace = @namespace, ApiUser = user, PageSize = scenario.PageSize });

        async Task StartAsync(IOrganizationGrain grain, HistoryJobKind kind)
        {
            try
            {
                await cluster.WhoMayWaitAsync(grain.StartJobAsync(new HistoryRequest(kind, cluster.Clock.GetUtcNow().AddDays(-2), null)));
            }
            catch (Exception exception) when (exception is OrleansException or IOException)
            {
                // A crash: whoever asked does not know whether there is a job now.
            }
        }

        async Task<bool> AreIdleAsync()
        {
            foreach (var id in ids)
            {
                var grain = cluster.Grains.GetGrain<IOrganizationGrain>(id);
                foreach (var kind in Enum.GetValues<HistoryJobKind>())
                    if ((await cluster.WhoMayWaitAsync(grain.ListJobsAsync(kind)))!.Value.Any(job => !job.IsOver))
                        return false;
            }

            return true;
        }

        async Task DoAsync(Step step, string id)
        {
            var grain = cluster.Grains.GetGrain<IOrganizationGrain>(id);
            switch (step.Kind)
            {
                case Kind.Pass:
                    await cluster.PassAsync(TimeSpan.FromSeconds(step.Amount / 150.0));
                    break;
                case Kind.NewEvents:
                    cluster.Atlassian.World.AddOrganization(id, new OrganizationDefinition { Events = step.Amount / 20 });
                    break;
                case Kind.AtlassianFault:
                    cluster.Atlassian.World.AddFault(AtlassianFaults[step.Amount % AtlassianFaults.Length], 1 + (step.Amount % 2), id);
                    break;
                case Kind.ElasticsearchFault:
                    cluster.Elasticsearch.World.AddFault(ElasticsearchFaults[step.Amount % ElasticsearchFaults.Length], 1 + (step.Amount % 3));
                    break;
                case Kind.Rollover when cluster.Elasticsearch.World.Documents(stream).Count > 0:
                    cluster.Elasticsearch.World.Rollover(stream);
                    break;
                case Kind.Crash:
                    cluster.Crashes.Plan(id, step.Amount % 3 == 0 ? "history" : "cursor", step.Amount % 2 == 0 ? Crash.BeforeWrite : Crash.BehindWrite);
                    break;
                case Kind.Restart:
                    await cluster.RestartAsync(grain);
                    break;
                case Kind.Backfill or Kind.Reconciliation:
                    await StartAsync(grain, step.Kind == Kind.Backfill ? HistoryJobKind.Backfill : HistoryJobKind.Reconciliation);
                    break;
                case Kind.AddedAgain:
                    await cluster.RemoveAsync(id);
                    await AddAsync(id);
                    break;
            }
        }
    }

    private sealed record Scenario(int Organizations, int PageSize, FromFilter Filter, int Events, IReadOnlyList<Step> Steps)
    {
        public override string ToString() =>
            $"{Organizations} organizations, pages of {PageSize}, from filters {Filter}, {Events} events: {string.Join(", ", Steps)}";
    }

    private sealed record Step(Kind Kind, int Organization, int Amount)
    {
        public override string ToString() => $"{Kind}({Organization}, {Amount})";
    }
}
