using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Tests.Collecting.Cluster;

public sealed class DestinationsUnderPressure
{
    private const string Stream = "logs-atlassian_cloud.audit-default";

    [Fact]
    public async Task One_that_hangs_delays_nobody_else()
    {
        var without = await LongestDelayAsync(hanging: false);
        var with = await LongestDelayAsync(hanging: true);
        Assert.InRange(with, TimeSpan.Zero, without + TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_stream_that_may_not_be_made_holds_its_organizations_and_drains_when_it_may()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Elasticsearch.World.AddApiKey("key", ["create_doc", "read", "view_index_metadata"]);
        await ConfigureAsync(cluster);
        var organization = await cluster.OrganizationAsync("one", events: 30);
        await cluster.UntilStateAsync(organization, OrganizationState.DestinationUnavailable, TimeSpan.FromMinutes(1));
        Assert.Contains("auto_configure", (await organization.GetStatusAsync())!.Reason, StringComparison.Ordinal);

        cluster.Elasticsearch.World.AddApiKey("key", ["create_doc", "read", "view_index_metadata", "auto_configure"]);
        await cluster.UntilCaughtUpAsync(organization, TimeSpan.FromMinutes(3));
        cluster.AssertExactlyOnce("one");
        Assert.Empty(cluster.DeadLetters());
    }

    [Fact]
    public async Task A_stream_without_a_template_holds_its_organizations_and_drains_when_there_is_one()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var logs = cluster.Elasticsearch.World.Templates.Template("logs")!;
        cluster.Elasticsearch.World.Templates.RemoveTemplate("logs");
        await cluster.Grains.GetGrain<IDestinationGrain>("default").ConfigureAsync(
            new DestinationSettings { Name = "default", Urls = [cluster.Elasticsearch.Address.ToString()], SetUpTemplates = false });
        var organization = await cluster.OrganizationAsync("one", events: 30);
        await cluster.UntilStateAsync(organization, OrganizationState.DestinationUnavailable, TimeSpan.FromMinutes(1));
        Assert.Contains(Stream, (await organization.GetStatusAsync())!.Reason, StringComparison.Ordinal);

        cluster.Elasticsearch.World.Templates.PutTemplate("logs", logs);
        await cluster.UntilCaughtUpAsync(organization, TimeSpan.FromMinutes(3));
        cluster.AssertExactlyOnce("one");
        Assert.Empty(cluster.DeadLetters());
    }

    private static Task<bool> ConfigureAsync(CollectorCluster cluster) => cluster.Grains.GetGrain<IDestinationGrain>("default").ConfigureAsync(
        new DestinationSettings { Name = "default", Urls = [cluster.Elasticsearch.Address.ToString()], ApiKey = cluster.Seal("key"), SetUpTemplates = false });

    /// <summary>The longest time from an event's processing until it was stored, of 50 organizations, over a minute in which the other destination may hang.</summary>
    private static async Task<TimeSpan> LongestDelayAsync(bool hanging)
    {
        await using var cluster = await CollectorCluster.StartAsync();
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await cluster.DestinationAsync("other", hanging ? new Uri($"http://{mute.LocalEndpoint}") : null);
        for (var i = 0; i < 50; i++)
            await cluster.OrganizationAsync($"good-{i}", eventsPerMinute: 12);
        for (var i = 0; i < 10; i++)
            await cluster.OrganizationAsync($"other-{i}", eventsPerMinute: 12, change: settings => settings with { Destination = "other", Namespace = "other" });
        await cluster.PassAsync(TimeSpan.FromSeconds(60));

        var processedAt = Enumerable.Range(0, 50)
            .SelectMany(i => cluster.Atlassian.World.GeneratedIds($"good-{i}"))
            .ToDictionary(e => e.Id!, e => e.ProcessedAt);
        var delays = cluster.Elasticsearch.World.Documents(Stream)
            .Select(document => document.StoredAt - processedAt[JsonElement.Parse(document.Source).GetProperty("event").GetProperty("id").GetString()!])
            .ToList();
        Assert.InRange(delays.Count, 50 * 8, 50 * 13);
        return delays.Max();
    }
}
