using System.Diagnostics;
using AtlassianAudit.Sandbox.Atlassian;

namespace AtlassianAudit.Tests.Management;

public sealed class ManagementApi(ManagedCollector collector) : IClassFixture<ManagedCollector>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("GET", "/api/v1/organizations", null, null, 401, "unauthorized")]
    [InlineData("GET", "/api/v1/organizations", null, "wrong", 401, "unauthorized")]
    [InlineData("GET", "/api/v1/organizations/none", null, "token", 404, "not_found")]
    [InlineData("GET", "/api/v1/organizations/none/unknown-actions", null, null, 401, "unauthorized")]
    [InlineData("GET", "/api/v1/organizations/none/unknown-actions", null, "token", 404, "not_found")]
    [InlineData("POST", "/api/v1/organizations/none/unknown-actions", null, "token", 405, "method_not_allowed")]
    [InlineData("POST", "/api/v1/organizations/none/pause", null, "token", 404, "not_found")]
    [InlineData("DELETE", "/api/v1/organizations/none", null, "token", 404, "not_found")]
    [InlineData("GET", "/api/v1/destinations/none", null, "token", 404, "not_found")]
    [InlineData("POST", "/api/v1/destinations/none/test", null, "token", 404, "not_found")]
    [InlineData("DELETE", "/api/v1/organizations", null, "token", 405, "method_not_allowed")]
    [InlineData("GET", "/nowhere", null, "token", 404, "not_found")]
    [InlineData("PUT", "/api/v1/organizations/one", "{", "token", 400, "invalid_json")]
    [InlineData("PUT", "/api/v1/organizations/one", "[]", "token", 400, "invalid_json")]
    [InlineData("PUT", "/api/v1/organizations/one", "{}", "token", 400, "validation_failed")]
    [InlineData("GET", "/api/v1/organizations?limit=0", null, "token", 400, "validation_failed")]
    [InlineData("GET", "/api/v1/organizations?limit=x", null, "token", 400, "invalid_request")]
    [InlineData("GET", "/api/v1/organizations?state=Happy", null, "token", 400, "validation_failed")]
    [InlineData("DELETE", "/api/v1/destinations/none", null, "token", 404, "not_found")]
    public async Task Every_error_is_problem_json_with_a_code(string method, string path, string? body, string? token, int status, string code)
    {
        var answer = await collector.SendAsync(method, path, body, token);
        Assert.Equal((status, "application/problem+json", code), (answer.Status, answer.MediaType, answer["code"]));
        Assert.NotEqual("", answer["detail"]);
    }

    [Fact]
    public async Task A_wrong_media_type_and_a_large_body_are_problems_too()
    {
        Assert.Equal("unsupported_media_type", (await collector.SendAsync("PUT", "/api/v1/organizations/one", "x", mediaType: "text/plain"))["code"]);
        Assert.Equal("body_too_large", (await collector.SendAsync("PUT", "/api/v1/organizations/one", new string(' ', 2_000_000)))["code"]);
    }

    [Fact]
    public async Task Every_error_of_a_body_is_named_at_once()
    {
        var answer = await collector.SendAsync("PUT", "/api/v1/organizations/one", """
            {"name":5,"apiKey":"a b","pageSize":501,"pollIntervalSeconds":1,"namespace":"A-b","destination":"none","baseUrl":"https://evil.example","tags":"x",
             "startFrom":"2999-01-01T00:00:00Z","initialLookbackSeconds":5,"colour":"red"}
            """);
        Assert.Equal(
            ["apiKey", "baseUrl", "colour", "destination", "initialLookbackSeconds", "name", "namespace", "pageSize", "pollIntervalSeconds", "startFrom", "tags"],
            answer.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name).Append("initialLookbackSeconds").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_organization_is_added_changed_watched_and_forgotten()
    {
        collector.Atlassian.World.AddOrganization("life", new OrganizationDefinition { ApiKey = "life-key", Events = 3 });
        var created = await collector.SendAsync("PUT", "/api/v1/organizations/life", """{"name":"Life","tenant":"t1","apiKey":"life-key","pollIntervalSeconds":7}""", headers: ("If-None-Match", "*"));
        Assert.Equal((201, "/api/v1/organizations/life"), (created.Status, created.Location));
        Assert.Equal("already_exists", (await collector.SendAsync("PUT", "/api/v1/organizations/life", """{"apiKey":"k"}""", headers: ("If-None-Match", "*")))["code"]);

        var changed = await collector.SendAsync("PUT", "/api/v1/organizations/life", """{"name":"Renamed"}""");
        Assert.Equal((200, "Renamed", "default"), (changed.Status, changed["name"], changed["tenant"]));
        Assert.Equal(created.Json.GetProperty("apiKey").ToString(), changed.Json.GetProperty("apiKey").ToString());

        Assert.Equal("Paused", (await collector.SendAsync("POST", "/api/v1/organizations/life/pause"))["state"]);
        Assert.Equal("Active", (await collector.SendAsync("POST", "/api/v1/organizations/life/resume"))["state"]);
        Assert.Equal(200, (await collector.SendAsync("POST", "/api/v1/organizations/life/poll")).Status);
        Assert.Equal("destination_in_use", (await collector.SendAsync("DELETE", "/api/v1/destinations/default"))["code"]);
        Assert.Equal(204, (await collector.SendAsync("DELETE", "/api/v1/organizations/life")).Status);
        Assert.Equal(404, (await collector.SendAsync("GET", "/api/v1/organizations/life")).Status);
    }

    [Fact]
    public async Task A_status_has_the_shape_of_the_contract()
    {
        await collector.SendAsync("PUT", "/api/v1/organizations/shape", """{"apiKey":"k","apiKeyExpiresAt":"2030-01-01T00:00:00+01:00","enabled":false}""");
        var status = await collector.SendAsync("GET", "/api/v1/organizations/shape");
        Assert.Equal(
            ["organizationId", "name", "tenant", "namespace", "destination", "state", "reason", "since", "lastPollAt", "nextPollAt", "watermark", "lastEventAt", "lagSeconds", "caughtUp", "counters", "apiKey", "silo", "apiUser", "pollIntervalSeconds", "plan"],
            status.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["fetched", "stored", "duplicates", "quarantined", "deadLettered", "requests", "throttled", "inDoubt"],
            status.Json.GetProperty("counters").EnumerateObject().Select(member => member.Name));
        Assert.Equal("2029-12-31T23:00:00.000Z", status.Json.GetProperty("apiKey").GetProperty("expiresAt").GetString());
        Assert.Matches("^sha256:[0-9a-f]{8}$", status.Json.GetProperty("apiKey").GetProperty("fingerprint").GetString());
    }

    [Fact]
    public async Task A_time_without_offset_is_one_in_UTC()
    {
        await collector.SendAsync("PUT", "/api/v1/organizations/zoneless", """{"apiKey":"k","apiKeyExpiresAt":"2030-01-01T00:00:00","enabled":false}""");
        Assert.Equal("2030-01-01T00:00:00.000Z", (await collector.SendAsync("GET", "/api/v1/organizations/zoneless")).Json.GetProperty("apiKey").GetProperty("expiresAt").GetString());
    }

    [Theory]
    [InlineData("PUT", "/api/v1/organizations/early", """{"apiKey":"k","startFrom":"0001-01-01T00:00:00Z"}""", "startFrom")]
    [InlineData("GET", "/api/v1/organizations/early/dead-letters?after=garbage~3", null, "after")]
    public async Task Times_that_lead_nowhere_are_named(string method, string path, string? body, string named)
    {
        var answer = await collector.SendAsync(method, path, body);
        Assert.Equal((400, "validation_failed"), (answer.Status, answer["code"]));
        Assert.Contains(named, answer.Json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_tried_first_where_that_is_asked_for()
    {
        collector.Atlassian.World.AddOrganization("tried", new OrganizationDefinition { ApiKey = "good" });
        var rejected = await collector.SendAsync("PUT", "/api/v1/organizations/tried?verify=true", """{"apiKey":"bad"}""");
        Assert.Equal((422, "key_rejected"), (rejected.Status, rejected["code"]));
        Assert.Equal(404, (await collector.SendAsync("GET", "/api/v1/organizations/tried")).Status);
        var accepted = await collector.SendAsync("PUT", "/api/v1/organizations/tried?verify=true", """{"apiKey":"good"}""");
        Assert.True(accepted.Status == 201, accepted.Json.GetRawText());
    }

    [Fact]
    public async Task A_key_is_rotated_only_where_Atlassian_accepts_the_new_one()
    {
        collector.Atlassian.World.AddOrganization("rotated", new OrganizationDefinition { ApiKey = "second" });
        await collector.SendAsync("PUT", "/api/v1/organizations/rotated", """{"apiKey":"first","enabled":false}""");
        Assert.Equal("validation_failed", (await collector.SendAsync("PUT", "/api/v1/organizations/rotated/api-key", "{}"))["code"]);
        Assert.Equal("key_rejected", (await collector.SendAsync("PUT", "/api/v1/organizations/rotated/api-key", """{"apiKey":"third"}"""))["code"]);
        var rotated = await collector.SendAsync("PUT", "/api/v1/organizations/rotated/api-key", """{"apiKey":"second","apiKeyExpiresAt":"2030-01-01T00:00:00Z"}""");
        Assert.Equal((200, "2030-01-01T00:00:00.000Z"), (rotated.Status, rotated.Json.GetProperty("apiKey").GetProperty("expiresAt").GetString()));
        Assert.Equal(404, (await collector.SendAsync("PUT", "/api/v1/organizations/none/api-key", """{"apiKey":"k"}""")).Status);
    }

    [Fact]
    public async Task Jobs_are_asked_for_watched_and_ended()
    {
        const string Organization = "/api/v1/organizations/jobs";
        collector.Atlassian.World.AddOrganization("jobs", new OrganizationDefinition { ApiKey = "jobs-key", Events = 300 });
        await collector.SendAsync("PUT", Organization, """{"apiKey":"jobs-key","namespace":"jobs","pageSize":100}""");
        await collector.Elasticsearch.World.UntilAsync(world => world.Documents("logs-atlassian_cloud.audit-jobs").Count == 300, TestContext.Current.CancellationToken);
        var from = TimeProvider.System.GetUtcNow().AddHours(-3).ToString("O");

        foreach (var (jobs, member) in new[] { ("backfills", "events"), ("reconciliations", "present") })
        {
            Assert.Equal("validation_failed", (await collector.SendAsync("POST", $"{Organization}/{jobs}", "{}"))["code"]);
            Assert.Equal("validation_failed", (await collector.SendAsync("POST", $"{Organization}/{jobs}", """{"from":"2020-01-01T00:00:00Z"}"""))["code"]);
            Assert.Equal(404, (await collector.SendAsync("POST", $"/api/v1/organizations/none/{jobs}", $$"""{"from":"{{from}}"}""")).Status);
            var started = await collector.SendAsync("POST", $"{Organization}/{jobs}", $$"""{"from":"{{from}}"}""");
            Assert.Equal((202, "1", $"{Organization}/{jobs}/1"), (started.Status, started["n"], started.Location));
            Assert.Equal((200, "1"), ((await collector.SendAsync("GET", started.Location!)).Status, (await collector.SendAsync("GET", started.Location!))["n"]));
            Assert.True((await collector.SendAsync("GET", $"{Organization}/{jobs}")).Json.GetProperty("items")[0].TryGetProperty(member, out _));
            Assert.Equal((204, 404), ((await collector.SendAsync("DELETE", started.Location!)).Status, (await collector.SendAsync("DELETE", $"{Organization}/{jobs}/2")).Status));
        }

        Assert.Equal("nothing_to_read", (await collector.SendAsync("POST", $"{Organization}/backfills", $$"""{"from":"{{TimeProvider.System.GetUtcNow().AddSeconds(-1):O}}"}"""))["code"]);
    }

    [Fact]
    public async Task A_body_that_was_taken_once_is_taken_again_when_its_startFrom_is_long_ago()
    {
        await collector.SendAsync("PUT", "/api/v1/organizations/again", """{"apiKey":"again-key","enabled":false}""");
        const string Body = """{"apiKey":"again-key","enabled":false,"startFrom":"2020-01-01T00:00:00Z"}""";
        Assert.Equal(200, (await collector.SendAsync("PUT", "/api/v1/organizations/again", Body)).Status);
        Assert.Equal(400, (await collector.SendAsync("PUT", "/api/v1/organizations/new", Body)).Status);
    }

    [Fact]
    public async Task Too_many_jobs_are_refused_for_that_reason()
    {
        const string Organization = "/api/v1/organizations/busy";
        await collector.SendAsync("PUT", Organization, """{"apiKey":"busy-key","enabled":false}""");
        var window = $$"""{"from":"{{TimeProvider.System.GetUtcNow().AddDays(-3):O}}"}""";
        for (var n = 1; n <= 20; n++)
            Assert.Equal(202, (await collector.SendAsync("POST", $"{Organization}/backfills", window)).Status);

        var refused = await collector.SendAsync("POST", $"{Organization}/backfills", window);
        Assert.Equal((409, "too_many_jobs"), (refused.Status, refused["code"]));
        await collector.SendAsync("DELETE", $"{Organization}/backfills/1");
        Assert.Equal(202, (await collector.SendAsync("POST", $"{Organization}/backfills", window)).Status);
    }

    [Fact]
    public async Task Dead_letters_are_listed_in_pages_and_replayed()
    {
        const string Organization = "/api/v1/organizations/letters";
        collector.Atlassian.World.AddOrganization("letters", new OrganizationDefinition { ApiKey = "letters-key" });
        collector.Atlassian.World.AppendEvents("letters", Enumerable.Range(0, 5).Select(i => System.Text.Encoding.UTF8.GetBytes($$"""{"no":{{i}}}""")));
        await collector.SendAsync("PUT", Organization, """{"apiKey":"letters-key","namespace":"letters"}""");
        await collector.Elasticsearch.World.UntilAsync(world => world.Documents("logs-atlassian_cloud.dead_letter-letters").Count == 5, TestContext.Current.CancellationToken);

        var originals = new List<string?>();
        string? after = null;
        do
        {
            var page = await collector.SendAsync("GET", $"{Organization}/dead-letters?limit=2{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            originals.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("original").GetString()));
            after = page["next"];
        }
        while (!string.IsNullOrEmpty(after));
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $$"""{"no":{{i}}}"""), originals.Order());
        Assert.Equal("validation_failed", (await collector.SendAsync("GET", $"{Organization}/dead-letters?limit=0"))["code"]);

        var replay = await collector.SendAsync("POST", $"{Organization}/dead-letters/replay");
        Assert.Equal((202, $"{Organization}/dead-letters/replay"), (replay.Status, replay.Location));
        Assert.Equal(200, (await collector.SendAsync("GET", replay.Location!)).Status);
        Assert.Equal(404, (await collector.SendAsync("GET", "/api/v1/organizations/none/dead-letters")).Status);
    }

    [Fact]
    public async Task Unknown_actions_are_listed_with_what_was_made_of_them()
    {
        const string Organization = "/api/v1/organizations/unknowing";
        collector.Atlassian.World.AddOrganization("unknowing", new OrganizationDefinition { ApiKey = "unknowing-key" });
        collector.Atlassian.World.AppendEvents("unknowing", new[] { "user_login", "gsync_reconnected", "gsync_reconnected", "brand_new_thing" }.Select((action, i) =>
            System.Text.Encoding.UTF8.GetBytes($$"""{"id":"e{{i}}","attributes":{"time":"2026-05-19T10:0{{i}}:00Z","action":"{{action}}"} }""")));
        Assert.Equal(201, (await collector.SendAsync("PUT", Organization, """{"apiKey":"unknowing-key","namespace":"unknowing","initialLookbackSeconds":15552000}""")).Status);
        await collector.Elasticsearch.World.UntilAsync(world => world.Documents("logs-atlassian_cloud.audit-unknowing").Count == 4, TestContext.Current.CancellationToken);

        var listed = await collector.SendAsync("GET", $"{Organization}/unknown-actions");
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < Patience && !listed.Text.Contains("Google Workspace", StringComparison.Ordinal);)
            listed = await collector.SendAsync("GET", $"{Organization}/unknown-actions");
        Assert.Equal((200, "application/json", "0"), (listed.Status, listed.MediaType, listed["unlisted"]));
        Assert.Equal(
            """
            {"action":"gsync_reconnected","count":2,"firstSeenAt":"2026-05-19T10:01:00.000Z","lastSeenAt":"2026-05-19T10:02:00.000Z","displayName":"Reconnected to Google Workspace","groups":["USER PROVISIONING"],"category":["iam"],"type":["admin","change"],"outcome":"success","reason":"Neither the table nor the words of its id know it; it is taken for what most actions of its group USER PROVISIONING are."}
            """,
            listed.Json.GetProperty("items")[0].ToString());
        Assert.Equal(["gsync_reconnected", "brand_new_thing"], listed.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("action").GetString()));
        Assert.Contains("atlassian_audit_unknown_actions", (await collector.SendAsync("GET", "/metrics", token: null)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cluster_lists_its_silos()
    {
        var cluster = await collector.SendAsync("GET", "/api/v1/cluster");
        var silo = Assert.Single(cluster.Json.GetProperty("silos").EnumerateArray());
        Assert.StartsWith("Silo_", silo.GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.InRange(silo.GetProperty("uptimeSeconds").GetInt64(), 0, 3600);
        Assert.NotEqual("", cluster["version"]);
    }

    [Fact]
    public async Task Limits_are_listed_by_API_user()
    {
        foreach (var id in new[] { "limited-a", "limited-b" })
            await collector.SendAsync("PUT", $"/api/v1/organizations/{id}", """{"apiKey":"k","apiUser":"limited","pollIntervalSeconds":30}""");
        var limits = (await collector.SendAsync("GET", "/api/v1/limits")).Json.GetProperty("items").EnumerateArray().Single(user => user.GetProperty("apiUser").GetString() == "limited");
        Assert.Equal((2, 4, 60), (limits.GetProperty("organizations").GetInt32(), limits.GetProperty("wantedPerMinute").GetInt32(), limits.GetProperty("permittedPerMinute").GetInt32()));
    }

    [Fact]
    public async Task Organizations_are_listed_in_order_filtered_and_in_pages()
    {
        foreach (var id in new[] { "list-b", "list-a", "list-c" })
            await collector.SendAsync("PUT", $"/api/v1/organizations/{id}", """{"apiKey":"k","tenant":"listed","enabled":false}""");
        var first = await collector.SendAsync("GET", "/api/v1/organizations?tenant=listed&limit=2");
        Assert.Equal(["list-a", "list-b"], Ids(first));
        Assert.Equal("list-b", first["next"]);
        var second = await collector.SendAsync("GET", $"/api/v1/organizations?tenant=listed&limit=2&after={first["next"]}");
        Assert.Equal(["list-c"], Ids(second));
        Assert.Equal("", second["next"]);
        Assert.Equal(["list-b"], Ids(await collector.SendAsync("GET", "/api/v1/organizations?search=LIST-B&state=paused")));
    }

    [Fact]
    public async Task Secrets_are_never_shown()
    {
        await collector.SendAsync("PUT", "/api/v1/destinations/secretive", """{"urls":["http://127.0.0.1:9"],"username":"u","password":"p4ssw0rd"}""");
        await collector.SendAsync("PUT", "/api/v1/organizations/secretive", """{"apiKey":"s3cret","destination":"secretive"}""");
        foreach (var path in new[] { "/api/v1/destinations", "/api/v1/destinations/secretive", "/api/v1/destinations/default", "/api/v1/organizations/secretive", "/api/v1/organizations" })
        {
            var text = (await collector.SendAsync("GET", path)).Text;
            Assert.All(new[] { "p4ssw0rd", "s3cret", "es-secret" }, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }

        var kept = await collector.SendAsync("PUT", "/api/v1/destinations/secretive", """{"urls":["http://127.0.0.1:9"]}""");
        Assert.Equal("basic", kept.Json.GetProperty("credential").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_destination_of_the_settings_can_be_tested()
    {
        var test = await collector.SendAsync("POST", "/api/v1/destinations/default/test");
        Assert.Equal((200, "True", "ours"), (test.Status, test["reachable"], test["template"]));
        var unreachable = await collector.SendAsync("PUT", "/api/v1/destinations/gone", """{"urls":["http://127.0.0.1:9"]}""");
        Assert.Equal(201, unreachable.Status);
        Assert.Contains("127.0.0.1:9", (await collector.SendAsync("POST", "/api/v1/destinations/gone/test")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "urls")]
    [InlineData("""{"urls":[]}""", "urls")]
    [InlineData("""{"urls":["ftp://x"]}""", "urls")]
    [InlineData("""{"urls":["http://u:p@x"]}""", "urls")]
    [InlineData("""{"urls":["http://x"],"apiKey":"a","username":"u","password":"p"}""", "apiKey")]
    [InlineData("""{"urls":["http://x"],"username":"u"}""", "password")]
    [InlineData("""{"urls":["http://x"],"password":"p"}""", "username")]
    [InlineData("""{"urls":["http://x"],"maxRequestBytes":5}""", "maxRequestBytes")]
    [InlineData("""{"urls":["http://x"],"certificateFingerprint":"ab"}""", "certificateFingerprint")]
    [InlineData("""{"urls":["http://x"],"caCertificate":"-----"}""", "caCertificate")]
    [InlineData("""{"urls":["http://x"],"retentionDays":0}""", "retentionDays")]
    [InlineData("""{"urls":["http://x"],"proxy":"x"}""", "proxy")]
    public async Task A_wrong_destination_names_the_member(string body, string member) =>
        Assert.True((await collector.SendAsync("PUT", "/api/v1/destinations/wrong", body)).Json.GetProperty("errors").TryGetProperty(member, out _));

    [Fact]
    public async Task Health_metrics_and_description_are_open()
    {
        foreach (var path in new[] { "/health/live", "/health/ready", "/metrics", "/openapi/v1.json", "/docs" })
            Assert.Equal(200, (await collector.SendAsync("GET", path, token: null)).Status);
        Assert.Contains("/api/v1/organizations/{organizationId}/unknown-actions", (await collector.SendAsync("GET", "/openapi/v1.json", token: null)).Text, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Ids(Answer page) => page.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("organizationId").GetString());
}
