using System.Text;
using System.Text.Json;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Tests.Mapping;
using AtlassianAudit.Tests.Shipping;

namespace AtlassianAudit.Tests.Collecting.Cluster;

public sealed class StreamsOfOthers
{
    private const string Custom = "logs-atlassian_cloud.audit@custom";
    private const string Surprise = "atlassian_cloud/audit/unmapped/surprise";
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Attributes_that_Fleets_stream_would_make_fields_of_are_withheld_until_it_maps_them()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        ReachedElasticsearch.InstallFleet(cluster.Elasticsearch.World.Templates);
        cluster.Elasticsearch.World.Templates.PutComponent(Custom, ReachedElasticsearch.Parse("""{"template":{},"_meta":{"of":"the user"}}"""));
        var organization = await cluster.OrganizationAsync("one");
        await UntilReasonAsync(cluster, organization, reason => reason?.StartsWith("Attributes that no rule maps are left out", StringComparison.Ordinal) == true);
        Assert.All(Documents(cluster), document => Assert.Equal(("EU", null), (document.Text("atlassian_cloud/audit/location/geo"), document.Text(Surprise))));

        var destination = cluster.Grains.GetGrain<IDestinationGrain>("default");
        var problems = (await destination.TestAsync())!.Problems;
        Assert.Equal(2, problems.Length);
        var request = problems[0][problems[0].IndexOf("PUT ", StringComparison.Ordinal)..].Split(' ', 3);
        Assert.Equal($"/_component_template/{Custom}", request[1]);
        Assert.Contains("_rollover", problems[1], StringComparison.Ordinal);

        cluster.Elasticsearch.World.Templates.PutComponent(Custom, ReachedElasticsearch.Parse(request[2]));
        cluster.Elasticsearch.World.Rollover("logs-atlassian_cloud.audit-default");
        Assert.Empty((await destination.TestAsync())!.Problems);
        await cluster.PassAsync(TimeSpan.FromMinutes(11), inSteps: TimeSpan.FromSeconds(10));
        await UntilReasonAsync(cluster, organization, reason => reason is null);
        Assert.Equal("1", Documents(cluster)[^1].Text(Surprise));
        cluster.AssertExactlyOnce("one");
    }

    /// <summary>Has an event happen every few seconds until the organization's reason is as it should be and all of them are there.</summary>
    private static Task UntilReasonAsync(CollectorCluster cluster, IOrganizationGrain organization, Func<string?, bool> holds)
    {
        var next = cluster.Clock.GetUtcNow();
        return cluster.UntilAsync(
            async () =>
            {
                var now = cluster.Clock.GetUtcNow();
                var status = (await organization.GetStatusAsync())!;
                if (status.State == OrganizationState.Active && holds(status.Reason) && cluster.Delivered().Count == cluster.Atlassian.World.GeneratedIds("one").Count && cluster.Delivered().Count > 0)
                    return true;
                if (now >= next)
                {
                    next = now + TimeSpan.FromSeconds(30);
                    cluster.Atlassian.World.AppendEvents("one", [Encoding.UTF8.GetBytes(
                        $$"""{"id":"{{now.UtcTicks}}","attributes":{"time":"{{now:O}}","processedAt":"{{now:O}}","action":"user_login","location":{"geo":"EU"},"surprise":1} }""")]);
                }

                return false;
            },
            Soon);
    }

    private static List<JsonElement> Documents(CollectorCluster cluster) =>
        [.. cluster.Elasticsearch.World.Documents("logs-atlassian_cloud.audit-default").Select(document => JsonElement.Parse(document.Source)).OrderBy(document => document.Text("@timestamp"))];
}
