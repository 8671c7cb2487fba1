using System.Text;
using System.Text.Json;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Sandbox.Atlassian;

namespace AtlassianAudit.Tests.Collecting.Cluster;

public sealed class UnknownActionsCollected
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task They_are_delivered_listed_and_asked_about_once()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "key-one" });
        Append(cluster, "2026-05-19T09:00:00.000Z", "user_login", "gsync_reconnected", "gsync_reconnected", "atlas_goal_scored", "never_listed_thing");
        var begun = cluster.Clock.GetUtcNow();
        var organization = await cluster.OrganizationAsync("one");
        await UntilReadAsync(cluster, organization, "gsync_reconnected");
        Assert.InRange(cluster.Clock.GetUtcNow() - begun, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal(1, CatalogueRequests(cluster));
        await cluster.PassAsync(TimeSpan.FromSeconds(1));

        await PostAsync(cluster, "confluence_whiteboard_viewed", "never_listed_thing", "another_never_listed");
        await cluster.PassAsync(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        Assert.Equal(1, CatalogueRequests(cluster));
        await cluster.RestartAsync(organization);
        await cluster.UntilAsync(() => Task.FromResult(CatalogueRequests(cluster) == 2), Soon);
        await cluster.PassAsync(TimeSpan.FromSeconds(1));
        await cluster.RestartAsync(organization);
        await cluster.PassAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        Assert.Equal(2, CatalogueRequests(cluster));

        await PostAsync(cluster, "gsync_reconnected");
        var listed = (await organization.ListUnknownActionsAsync())!;
        Assert.Equal(["gsync_reconnected", "atlas_goal_scored", "never_listed_thing", "confluence_whiteboard_viewed", "another_never_listed"], listed.Items.Select(action => action.Action));
        Assert.Equal([3, 1, 2, 1, 1], listed.Items.Select(action => action.Count));
        Assert.Equal(("Reconnected to Google Workspace", "USER PROVISIONING", "iam"), (listed.Items[0].DisplayName, listed.Items[0].Groups[0], listed.Items[0].Category[0]));
        Assert.Equal((null, 0, "configuration"), (listed.Items[2].DisplayName, listed.Items[2].Groups.Length, listed.Items[2].Category[0]));

        var documents = Documents(cluster, "gsync_reconnected");
        Assert.Equal(["configuration", "configuration", "iam"], documents.Select(document => document.GetProperty("event").GetProperty("category")[0].GetString()));
        Assert.Equal("Reconnected to Google Workspace", documents[2].GetProperty("atlassian_cloud").GetProperty("audit").GetProperty("action").GetProperty("display_name").GetString());
        Assert.Equal(0, cluster.Atlassian.World.LimitViolations.Total);
    }

    [Fact]
    public async Task A_catalogue_that_fails_is_asked_for_again_within_minutes_and_ever_more_seldom()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Atlassian.World.AddFault(Fault.CatalogueError, count: 3);
        var organization = await cluster.OrganizationAsync("one");
        await PostAsync(cluster, "gsync_reconnected");
        await UntilReadAsync(cluster, organization, "gsync_reconnected");
        Assert.Equal(4, CatalogueRequests(cluster));
        var times = cluster.Atlassian.World.Requests("one").Where(IsCatalogue).Select(request => request.Time).ToList();
        Assert.InRange((times[3] - times[2]) / (times[1] - times[0]), 2.5, 6.5);
    }

    [Fact]
    public async Task They_survive_a_restart_and_cost_no_write_of_their_own()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one");
        await cluster.PassAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        await PostAsync(cluster, "gsync_reconnected", "never_listed_thing");
        await UntilReadAsync(cluster, organization, "gsync_reconnected");

        var before = cluster.Crashes.Writes("one", "cursor");
        await PostAsync(cluster, "gsync_reconnected", "never_listed_thing");
        Assert.Equal(before + 1, cluster.Crashes.Writes("one", "cursor"));
        await cluster.PassAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        Assert.Equal(before + 1, cluster.Crashes.Writes("one", "cursor"));

        await cluster.RestartAsync(organization);
        var listed = (await organization.ListUnknownActionsAsync())!.Items;
        Assert.Equal([("gsync_reconnected", 2, "USER PROVISIONING"), ("never_listed_thing", 2, null)], listed.Select(action => (action.Action, (int)action.Count, action.Groups.FirstOrDefault())));
        await PostAsync(cluster, "gsync_reconnected");
        Assert.Equal("iam", Documents(cluster, "gsync_reconnected")[^1].GetProperty("event").GetProperty("category")[0].GetString());
    }

    [Fact]
    public async Task Those_of_a_backfill_are_listed_too()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", change: settings => settings with { InitialLookbackSeconds = 60 });
        await cluster.PassAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        Append(cluster, "2026-05-18T10:00:00Z", "never_listed_thing");
        await organization.StartJobAsync(new HistoryRequest(HistoryJobKind.Backfill, cluster.Clock.GetUtcNow().AddDays(-3), null));
        await cluster.UntilAsync(async () => (await organization.ListUnknownActionsAsync())!.Items is [{ Action: "never_listed_thing", Count: 1 }], Soon);
    }

    [Fact]
    public async Task An_organization_that_is_added_again_has_none()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one");
        await PostAsync(cluster, "never_listed_thing");
        Assert.Single((await organization.ListUnknownActionsAsync())!.Items);
        await cluster.RemoveAsync("one");
        Assert.Null(await cluster.WhoMayWaitAsync(organization.ListUnknownActionsAsync()));
        await cluster.OrganizationAsync("one", change: settings => settings with { InitialLookbackSeconds = 0 });
        Assert.Empty((await cluster.WhoMayWaitAsync(organization.ListUnknownActionsAsync()))!.Items);
    }

    private static async Task PostAsync(CollectorCluster cluster, params string[] actions)
    {
        var delivered = cluster.Delivered().Count;
        Append(cluster, cluster.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"), actions);
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered().Count == delivered + actions.Length), Soon);
        await cluster.PassAsync(TimeSpan.FromSeconds(1));
    }

    /// <summary>Until the catalogue was read and what it says of an action is known.</summary>
    private static Task UntilReadAsync(CollectorCluster cluster, IOrganizationGrain organization, string action) => cluster.UntilAsync(
        async () => (await organization.ListUnknownActionsAsync())!.Items.Any(item => item.Action == action && item.DisplayName is not null), Soon);

    private static void Append(CollectorCluster cluster, string time, params string[] actions) => cluster.Atlassian.World.AppendEvents("one", actions.Select(action =>
        Encoding.UTF8.GetBytes($$"""{"id":"{{Guid.NewGuid()}}","attributes":{"time":"{{time}}","processedAt":"{{time}}","action":"{{action}}"} }""")));

    private static int CatalogueRequests(CollectorCluster cluster) =>
        cluster.Atlassian.World.Requests("one").Count(IsCatalogue);

    private static bool IsCatalogue(LoggedRequest request) => request.Path.EndsWith("event-actions", StringComparison.Ordinal);

    private static List<JsonElement> Documents(CollectorCluster cluster, string action) => [.. cluster.Elasticsearch.World.Documents("logs-atlassian_cloud.audit-default")
        .Select(document => JsonElement.Parse(document.Source)).Where(document => document.GetProperty("event").GetProperty("action").GetString() == action)];
}
