using System.Text;
using System.Text.Json;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Tests.Collecting.Cluster;

public sealed class CollectedOrganizations
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_key_that_is_refused_behind_an_outage_is_tried_again_as_after_a_first_refusal()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 10);
        await cluster.UntilCaughtUpAsync(organization, TimeSpan.FromMinutes(2));
        cluster.Atlassian.World.AddFault(Fault.ServerError, 6, "one");
        cluster.Atlassian.World.AddFault(Fault.Unauthorized, 1, "one");
        await cluster.UntilStateAsync(organization, OrganizationState.KeyRejected, TimeSpan.FromMinutes(20));
        var status = (await organization.GetStatusAsync())!;
        Assert.InRange((status.NextPollAt - status.LastPollAt)!.Value, TimeSpan.FromMinutes(3.9), TimeSpan.FromMinutes(6.1));
    }

    [Fact]
    public async Task An_organization_that_was_stored_with_a_blank_user_is_collected_corrected_and_deleted()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 5, change: settings => settings with { ApiUser = " " });
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await cluster.OrganizationAsync("one", events: 5, change: settings => settings with { ApiUser = "ada" });
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await cluster.RemoveAsync("one");
        Assert.Null(await organization.GetStatusAsync());
    }

    [Fact]
    public async Task History_comes_first_and_the_tail_goes_on_without_repeats()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 1200, eventsPerMinute: 60);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await cluster.PassAsync(TimeSpan.FromMinutes(2));
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { EventsPerMinute = 0 });
        await cluster.PassAsync(TimeSpan.FromSeconds(20));

        cluster.AssertExactlyOnce("one");
        var counters = (await organization.GetStatusAsync())!.Counters;
        Assert.Equal((cluster.Delivered().Count, 0), ((int)counters.Stored, (int)counters.Duplicates));
    }

    [Fact]
    public async Task An_idle_organization_polls_with_the_same_cursor_and_asks_for_no_end()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 3);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await cluster.PassAsync(TimeSpan.FromMinutes(1));

        var requests = cluster.Atlassian.World.Requests("one");
        Assert.InRange(requests.Count, 5, 8);
        Assert.All(requests, request => Assert.Equal(200, request.Status));
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task A_null_next_behind_events_repeats_the_place_and_doubles_nothing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "key-one" });
        cluster.Atlassian.World.AddFault(Fault.NullNext, 2, "one");
        var organization = await cluster.OrganizationAsync("one", events: 40);
        await cluster.UntilAsync(async () => (await organization.GetStatusAsync())!.Counters.Duplicates == 80, Soon);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.AssertExactlyOnce("one");
    }

    [Theory]
    [InlineData("500")]
    [InlineData("garbage")]
    [InlineData("truncated")]
    public async Task A_failed_request_is_repeated_at_the_same_place(string kind)
    {
        Assert.True(FaultNames.TryParse(kind, out var fault));
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "key-one" });
        cluster.Atlassian.World.AddFault(fault, 2, "one");
        var organization = await cluster.OrganizationAsync("one", events: 700);
        await cluster.UntilStateAsync(organization, OrganizationState.Failing, Soon);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task An_expired_cursor_restarts_by_itself_and_doubles_nothing()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 300, eventsPerMinute: 30);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.Atlassian.World.AddFault(Fault.CursorExpired, 1, "one");
        await cluster.PassAsync(TimeSpan.FromMinutes(1));
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { EventsPerMinute = 0 });
        await cluster.PassAsync(TimeSpan.FromSeconds(20));

        cluster.AssertExactlyOnce("one");
        Assert.Contains(cluster.Atlassian.World.Requests("one"), request => request.Status == 400);
    }

    [Fact]
    public async Task A_rejected_key_is_told_and_a_new_one_goes_on_at_the_same_cursor()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 600, apiKey: "wrong");
        await cluster.UntilStateAsync(organization, OrganizationState.KeyRejected, Soon);
        await cluster.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Single(cluster.Atlassian.World.Requests("one"), request => request.Path.EndsWith("events-stream", StringComparison.Ordinal));

        await cluster.OrganizationAsync("one");
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task A_key_rotated_in_mid_history_goes_on_at_the_same_cursor()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 400, change: settings => settings with { PageSize = 20 });
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered().Count >= 100), Soon);
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "new" });
        Assert.False((await RotateAsync("old"))!.Accepted);
        Assert.True((await RotateAsync("new"))!.Accepted);
        await cluster.UntilCaughtUpAsync(organization, TimeSpan.FromMinutes(3));
        cluster.AssertExactlyOnce("one");
        Assert.Equal(0, cluster.Atlassian.World.LimitViolations.Total);

        async Task<KeyTrial?> RotateAsync(string key)
        {
            var rotation = organization.RotateKeyAsync(new KeyRotation(cluster.Seal(key), null, null));
            await cluster.UntilAsync(() => Task.FromResult(rotation.IsCompleted), Soon);
            return await rotation;
        }
    }

    [Fact]
    public async Task A_key_is_tried_with_one_request_and_nothing_is_stored()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "right", Events = 5 });
        var grain = cluster.Grains.GetGrain<IOrganizationGrain>("one");
        var settings = new OrganizationSettings { OrganizationId = "one", ApiKey = cluster.Seal("wrong") };
        Assert.Equal(OrganizationState.KeyRejected, (await grain.TryKeyAsync(settings)).State);
        await cluster.PassAsync(TimeSpan.FromSeconds(2));
        Assert.True((await grain.TryKeyAsync(settings with { ApiKey = cluster.Seal("right") })).Accepted);
        Assert.Null(await grain.GetSettingsAsync());
    }

    [Fact]
    public async Task Unreadable_events_in_the_middle_of_a_page_are_buried_alone()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.RefuseMessages();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "key-one" });
        cluster.Atlassian.World.AppendEvents("one", new[]
        {
            """{"id":"a","attributes":{"time":"2026-05-19T09:00:00Z","action":"user_login"}}""",
            "17",
            """{"attributes":{"time":"2026-05-19T09:00:00Z","action":"without_id"}}""",
            """{"id":"refused","attributes":{"time":"2026-05-19T09:00:00Z","action":"user_login"},"message":{"content":"no number"}}""",
            """{"id":"b","attributes":{"time":"never","location":{"ip":"00.00.00.00"}}}""",
        }.Select(Encoding.UTF8.GetBytes));
        var organization = await cluster.OrganizationAsync("one");
        await cluster.UntilCaughtUpAsync(organization, Soon);

        Assert.Equal(["a", "b"], cluster.Delivered());
        var buried = cluster.DeadLetters().Select(document => JsonElement.Parse(document.Source)).ToList();
        Assert.Equal(
            ["document_parsing_exception", "missing_event_id", "unreadable_event"],
            buried.Select(letter => letter.GetProperty("error").GetProperty("type").GetString()).Order());
        Assert.Contains(buried, letter => letter.GetProperty("event").GetProperty("original").GetString() == "17");
        Assert.Equal((2, 3), ((int)(await organization.GetStatusAsync())!.Counters.Stored, (int)(await organization.GetStatusAsync())!.Counters.DeadLettered));
    }

    [Fact]
    public async Task An_event_that_is_no_JSON_is_buried_alone()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "key-one" });
        const string Tab = "{\"id\":\"tab\",\"message\":{\"content\":\"a\tb\"}}", Zero = "{\"id\":\"zero\",\"message\":{\"content\":\"a\0b\"}}";
        cluster.Atlassian.World.AppendEvents("one", new[] { """{"id":"a"}""", Tab, Zero, """{"id":"b"}""" }.Select(Encoding.UTF8.GetBytes));
        var organization = await cluster.OrganizationAsync("one");
        await cluster.UntilCaughtUpAsync(organization, Soon);

        Assert.Equal(["a", "b"], cluster.Delivered());
        var buried = cluster.DeadLetters().Select(document => JsonElement.Parse(document.Source)).ToList();
        Assert.Equal([Tab, Zero], buried.Select(letter => letter.GetProperty("event").GetProperty("original").GetString()));
        Assert.All(buried, letter => Assert.Equal("unreadable_event", letter.GetProperty("error").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task An_event_too_large_for_Elasticsearch_is_buried_in_part_and_holds_up_nobody()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Elasticsearch.World.LargestRequest = 200_000;
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "key-one" });
        cluster.Atlassian.World.AppendEvents("one", new[]
        {
            """{"id":"a","attributes":{"time":"2026-05-19T09:00:00Z","action":"user_login"}}""",
            $$"""{"id":"huge","attributes":{"time":"2026-05-19T09:00:00Z","action":"user_login"},"message":{"content":"{{new string('é', 150_000)}}"} }""",
            $"{{\"huge without an id\":\"{new string('x', 300_000)}\"}}",
            """{"id":"b","attributes":{"time":"2026-05-19T09:00:00Z","action":"user_login"}}""",
        }.Select(Encoding.UTF8.GetBytes));
        var organization = await cluster.OrganizationAsync("one");
        await cluster.UntilCaughtUpAsync(organization, Soon);

        Assert.Equal(["a", "b"], cluster.Delivered().Order());
        var buried = cluster.DeadLetters().Select(document => JsonElement.Parse(document.Source)).ToList();
        Assert.Equal(["document_too_large", "missing_event_id"], buried.Select(letter => letter.GetProperty("error").GetProperty("type").GetString()).Order());
        foreach (var letter in buried)
        {
            Assert.Contains("event.original is the first 65,536 of its 300,", letter.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.InRange(Encoding.UTF8.GetByteCount(letter.GetProperty("event").GetProperty("original").GetString()!), 65_533, 65_536);
        }
    }

    [Fact]
    public async Task A_page_too_large_to_read_is_asked_for_in_smaller_ones()
    {
        await using var cluster = await CollectorCluster.StartAsync(settings: ("Atlassian:MaxResponseBytes", "1048576"));
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "key-one" });
        cluster.Atlassian.World.AppendEvents("one", Enumerable.Range(0, 40).Select(i => Encoding.UTF8.GetBytes(
            $$"""{"id":"{{i}}","attributes":{"time":"2026-05-19T09:00:00Z","action":"user_login"},"message":{"content":"{{new string('x', 60_000)}}"} }""")));
        var organization = await cluster.OrganizationAsync("one", change: settings => settings with { PageSize = 100 });
        await cluster.UntilCaughtUpAsync(organization, Soon);

        cluster.AssertExactlyOnce("one");
        Assert.Equal(40, cluster.Delivered().Count);
    }

    [Fact]
    public async Task An_organization_that_could_not_be_listed_was_not_added()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var directory = cluster.Grains.GetGrain<IOrganizationDirectoryGrain>(OrganizationShards.Of("one"));
        cluster.Crashes.Plan(directory.GetGrainId().Key.ToString()!, "directory", Crash.BeforeWrite);
        await Assert.ThrowsAsync<OrleansException>(() => cluster.OrganizationAsync("one", events: 10));
        Assert.Null(await cluster.Grains.GetGrain<IOrganizationGrain>("one").GetSettingsAsync());

        var organization = await cluster.OrganizationAsync("one", events: 10);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        Assert.Single(await directory.ListAsync(new OrganizationQuery(null, null, null, null, 10)));
    }

    [Fact]
    public async Task A_deletion_that_cannot_be_written_costs_no_cursor()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 10);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        cluster.Crashes.Plan("one", "registration", Crash.BeforeWrite);
        await Assert.ThrowsAsync<OrleansException>(organization.DeleteAsync);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        Assert.Equal(10, (await organization.GetStatusAsync())!.Counters.Stored);
    }

    [Fact]
    public async Task A_paused_organization_asks_nothing_and_goes_on_where_it_stopped()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 10);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        await organization.PauseAsync();
        await cluster.PassAsync(TimeSpan.FromSeconds(1));
        var asked = cluster.Atlassian.World.Requests("one").Count;
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { Events = 10 });
        await cluster.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(asked, cluster.Atlassian.World.Requests("one").Count);
        Assert.Equal(OrganizationState.Paused, (await organization.GetStatusAsync())!.State);

        await organization.ResumeAsync();
        await cluster.UntilAsync(() => Task.FromResult(cluster.Delivered().Count == 20), Soon);
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task A_deleted_organization_is_forgotten_and_added_again_begins_anew()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 10);
        await cluster.UntilCaughtUpAsync(organization, Soon);
        Assert.True(await organization.DeleteAsync());
        await cluster.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Null(await organization.GetStatusAsync());
        Assert.False(await organization.DeleteAsync());
        Assert.Empty(await ListAsync(cluster));

        await cluster.OrganizationAsync("one");
        await cluster.UntilCaughtUpAsync(organization, Soon);
        Assert.Equal(10, (await organization.GetStatusAsync())!.Counters.Duplicates);
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task A_throttled_organization_says_until_when_and_goes_on()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { ApiKey = "key-one" });
        cluster.Atlassian.World.AddFault(Fault.RateLimited, 1, "one");
        var organization = await cluster.OrganizationAsync("one", events: 10);
        await cluster.UntilStateAsync(organization, OrganizationState.Throttled, Soon);
        Assert.True((await organization.GetStatusAsync())!.NextPollAt > cluster.Clock.GetUtcNow());
        await cluster.UntilCaughtUpAsync(organization, TimeSpan.FromMinutes(3));
        Assert.Equal(1, (await organization.GetStatusAsync())!.Counters.Throttled);
    }

    [Fact]
    public async Task The_organizations_of_one_user_share_its_limit_evenly()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        foreach (var id in new[] { "a", "b", "c" })
        {
            cluster.Atlassian.World.AddOrganization(id, new OrganizationDefinition { ApiKey = $"key-{id}", User = "msp", Events = 5000 });
            await cluster.OrganizationAsync(id, change: settings => settings with { ApiUser = "msp", PageSize = 10 });
        }

        await cluster.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(0, cluster.Atlassian.World.LimitViolations.Total);
        int[] requests = [.. new[] { "a", "b", "c" }.Select(id => cluster.Atlassian.World.Requests(id).Count)];
        Assert.InRange(requests.Sum(), 100, 2 * 60);
        Assert.InRange(requests.Max() - requests.Min(), 0, 2);
    }

    [Theory]
    [InlineData("503")]
    [InlineData("bulk-429")]
    [InlineData("timeout-after-apply")]
    [InlineData("413")]
    [InlineData("item-429")]
    [InlineData("disk-full")]
    [InlineData("item-403")]
    [InlineData("write-block")]
    [InlineData("shard-limit")]
    public async Task Whatever_Elasticsearch_answers_every_event_arrives_once(string kind)
    {
        Assert.True(ElasticsearchFaultNames.TryParse(kind, out var fault));
        await using var cluster = await CollectorCluster.StartAsync();
        // Two pages: what was stored unheard is looked up and not sent again, so each can hit it once only.
        cluster.Elasticsearch.World.AddFault(fault, 2);
        var organization = await cluster.OrganizationAsync("one", events: 700);
        await cluster.UntilAsync(() => Task.FromResult(cluster.Elasticsearch.World.Faults.Fired().Values.Sum() == 2), TimeSpan.FromMinutes(5));
        await cluster.UntilCaughtUpAsync(organization, TimeSpan.FromMinutes(5));
        cluster.AssertExactlyOnce("one");
        Assert.Empty(cluster.DeadLetters());
    }

    [Fact]
    public async Task While_Elasticsearch_is_down_nothing_is_lost_and_the_state_says_what_to_do()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        await cluster.DestinationAsync(address: new Uri("http://127.0.0.1:1"));
        var organization = await cluster.OrganizationAsync("one", events: 20, eventsPerMinute: 6);
        await cluster.UntilStateAsync(organization, OrganizationState.DestinationUnavailable, Soon);
        Assert.Contains("http://127.0.0.1:1", (await organization.GetStatusAsync())!.Reason, StringComparison.Ordinal);
        await cluster.PassAsync(TimeSpan.FromMinutes(2));

        await cluster.DestinationAsync();
        await cluster.UntilCaughtUpAsync(organization, TimeSpan.FromMinutes(3));
        cluster.Atlassian.World.AddOrganization("one", new OrganizationDefinition { EventsPerMinute = 0 });
        await cluster.PassAsync(TimeSpan.FromSeconds(20));
        cluster.AssertExactlyOnce("one");
    }

    [Fact]
    public async Task A_missing_destination_and_a_refused_credential_are_told_and_put_right()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var organization = await cluster.OrganizationAsync("one", events: 5, change: settings => settings with { Destination = "other" });
        await cluster.UntilStateAsync(organization, OrganizationState.DestinationUnavailable, Soon);
        Assert.Contains("PUT /api/v1/destinations/other", (await organization.GetStatusAsync())!.Reason, StringComparison.Ordinal);

        cluster.Elasticsearch.World.AddApiKey("good", ["all"]);
        await cluster.DestinationAsync("other");
        await cluster.UntilAsync(async () => (await organization.GetStatusAsync())!.Reason?.Contains("credential", StringComparison.Ordinal) == true, TimeSpan.FromMinutes(2));
        await cluster.Grains.GetGrain<AtlassianAudit.Contracts.Destinations.IDestinationGrain>("other").ConfigureAsync(
            new() { Name = "other", Urls = [cluster.Elasticsearch.Address.ToString()], ApiKey = cluster.Seal("good") });
        await cluster.UntilCaughtUpAsync(organization, TimeSpan.FromMinutes(2));
        cluster.AssertExactlyOnce("one");
    }

    private static async Task<List<OrganizationStatus>> ListAsync(CollectorCluster cluster)
    {
        var all = new List<OrganizationStatus>();
        for (var shard = 0; shard < OrganizationShards.Count; shard++)
            all.AddRange(await cluster.Grains.GetGrain<IOrganizationDirectoryGrain>(shard).ListAsync(new OrganizationQuery(null, null, null, null, 100)));
        return all;
    }
}
