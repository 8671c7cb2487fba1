using System.Text.Json;

namespace AtlassianAudit.Tests.Management;

/// <summary>What nobody should send: it is answered with what is wrong, harms no other request, and never breaks anything here.</summary>
public sealed class WrongRequests(ManagedCollector collector) : IClassFixture<ManagedCollector>
{
    [Theory]
    [InlineData("apiUser", " ")]
    [InlineData("apiUser", "ada ")]
    [InlineData("tenant", " ")]
    [InlineData("tenant", " acme")]
    [InlineData("name", " ")]
    [InlineData("name", "a\tb")]
    public async Task A_text_that_is_blank_or_has_spaces_around_is_refused(string member, string text)
    {
        var answer = await PutAsync("organizations/blank", $$"""{"apiKey":"k","enabled":false,"{{member}}":{{JsonSerializer.Serialize(text)}}}""");
        Assert.Equal((400, "validation_failed"), (answer.Status, answer["code"]));
        Assert.Contains("without spaces at its begin or end", Error(answer, member), StringComparison.Ordinal);
        Assert.Equal(200, (await collector.SendAsync("GET", "/api/v1/limits")).Status);
    }

    [Theory]
    [InlineData("PUT", "organizations/a%20b", """{"apiKey":"k"}""", 400, "validation_failed")]
    [InlineData("GET", "organizations/a%20b", null, 404, "not_found")]
    [InlineData("PUT", "destinations/%20", """{"urls":["http://127.0.0.1:9"]}""", 400, "validation_failed")]
    [InlineData("GET", "destinations/%20", null, 404, "not_found")]
    [InlineData("DELETE", "destinations/%20", null, 404, "not_found")]
    [InlineData("POST", "destinations/%20/test", null, 404, "not_found")]
    [InlineData("POST", "destinations/%20/kibana", """{"url":"http://127.0.0.1:9"}""", 404, "not_found")]
    public async Task A_name_that_none_can_have_is_wrong_or_not_there(string method, string path, string? body, int status, string code)
    {
        var answer = await collector.SendAsync(method, $"/api/v1/{path}", body);
        Assert.Equal((status, "application/problem+json", code), (answer.Status, answer.MediaType, answer["code"]));
    }

    [Fact]
    public async Task A_list_with_nothing_in_it_where_a_text_belongs_names_the_list() =>
        Assert.Contains("texts", Error(await PutAsync("organizations/tagged", """{"apiKey":"k","tags":[null]}"""), "tags"), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a\udc00b":"x"}""")]
    public async Task A_members_name_that_is_no_text_is_no_valid_JSON(string body)
    {
        var answer = await PutAsync("organizations/surrogate", body);
        Assert.Equal((400, "invalid_json"), (answer.Status, answer["code"]));
    }

    [Theory]
    [InlineData("{\"\u00ff\u00fe\":1}")]
    [InlineData("\u00ff\u00fe")]
    public async Task Bytes_that_are_no_UTF8_are_no_valid_JSON(string bytes)
    {
        var answer = await collector.SendBytesAsync("PUT", "/api/v1/organizations/bytes", System.Text.Encoding.Latin1.GetBytes(bytes));
        Assert.Equal((400, "invalid_json"), (answer.Status, answer["code"]));
    }

    [Fact]
    public async Task A_value_that_is_no_text_names_its_member() =>
        Assert.Equal("must be a text", Error(await PutAsync("organizations/surrogate", """{"apiKey":"k","name":"\ud800"}"""), "name"));

    [Theory]
    [InlineData("Throttled,Forbidden")]
    [InlineData("Active,Paused")]
    [InlineData("0")]
    [InlineData("")]
    public async Task A_state_is_one_name(string state)
    {
        var answer = await collector.SendAsync("GET", $"/api/v1/organizations?state={state}");
        Assert.Equal((400, "validation_failed"), (answer.Status, answer["code"]));
        Assert.StartsWith("must be one of Active, Paused,", Error(answer, "state"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("organizations?tennant=acme&limit=0", "tennant")]
    [InlineData("organizations/none/dead-letters?before=x&limit=0", "before")]
    public async Task A_parameter_that_is_not_known_is_named_beside_the_others(string path, string parameter)
    {
        var answer = await collector.SendAsync("GET", $"/api/v1/{path}");
        Assert.Equal((400, "validation_failed"), (answer.Status, answer["code"]));
        Assert.StartsWith("is not known here", Error(answer, parameter), StringComparison.Ordinal);
        Assert.Equal("must be 1 to 500", Error(answer, "limit"));
    }

    [Theory]
    [InlineData("GET", "organizations?limit=abc", null, "limit", "must be a whole number")]
    [InlineData("GET", "organizations/none/dead-letters?limit=1&limit=2", null, "limit", "must be a whole number")]
    [InlineData("GET", "organizations?limit=99999999999", null, "limit", "is out of range")]
    [InlineData("PUT", "organizations/one?verify=perhaps", """{"apiKey":"k"}""", "verify", "must be true or false")]
    public async Task A_parameter_that_cannot_be_read_is_named(string method, string path, string? body, string parameter, string sentence)
    {
        var answer = await collector.SendAsync(method, $"/api/v1/{path}", body);
        Assert.Equal((400, "invalid_request", $"{parameter} {sentence}."), (answer.Status, answer["code"], answer["detail"]));
        Assert.Equal(sentence, Error(answer, parameter));
    }

    [Theory]
    [InlineData("destinations/large", "maxRequestBytes", "99999999999999", "must be 65536 to 52428800")]
    [InlineData("destinations/large", "retentionDays", "-99999999999999", "must be 1 to 36500")]
    [InlineData("destinations/large", "requestTimeoutSeconds", "99999999999999", "must be 1 to 300")]
    [InlineData("organizations/large", "pollIntervalSeconds", "99999999999999", "must be 2 to 86400")]
    [InlineData("organizations/large", "initialLookbackSeconds", "99999999999999", "must be 0 to 15552000")]
    [InlineData("organizations/large", "pageSize", "99999999999999", "must be 1 to 500")]
    [InlineData("organizations/large", "pageSize", "1.5", "must be a whole number")]
    [InlineData("organizations/large", "pageSize", "1e99", "must be a whole number")]
    public async Task A_number_that_is_too_large_is_told_its_range(string path, string member, string number, string sentence) =>
        Assert.Equal(sentence, Error(await PutAsync(path, $$"""{"urls":["http://127.0.0.1:9"],"{{member}}":{{number}}}"""), member));

    [Fact]
    public async Task A_rotation_without_a_key_is_told_that_it_is_missing() =>
        Assert.StartsWith("is missing", Error(await PutAsync("organizations/none/api-key", "{}"), "apiKey"), StringComparison.Ordinal);

    [Fact]
    public async Task A_tenant_stays_with_a_destination_while_an_organization_of_it_delivers_there()
    {
        const string Destination = """{"urls":["http://127.0.0.1:9"],"tenants":[TENANTS]}""";
        Assert.Equal(201, (await PutAsync("destinations/shared", Destination.Replace("TENANTS", """ "acme","bolt" """, StringComparison.Ordinal))).Status);
        foreach (var (id, tenant) in new[] { ("shared-1", "acme"), ("shared-2", "acme"), ("shared-3", "bolt") })
            Assert.Equal(201, (await PutAsync($"organizations/{id}", $$"""{"apiKey":"k","enabled":false,"destination":"shared","tenant":"{{tenant}}"}""")).Status);

        var refused = await PutAsync("destinations/shared", Destination.Replace("TENANTS", "\"bolt\"", StringComparison.Ordinal));
        Assert.Equal((409, "destination_in_use"), (refused.Status, refused["code"]));
        Assert.Equal("2 organizations deliver to shared that tenants leaves out, for example shared-1. Move or delete them first, or keep their tenants in the list.", refused["detail"]);
        Assert.Equal(["acme", "bolt"], (await collector.SendAsync("GET", "/api/v1/destinations/shared")).Json.GetProperty("tenants").EnumerateArray().Select(tenant => tenant.GetString()));

        Assert.Equal(200, (await PutAsync("destinations/shared", Destination.Replace("TENANTS", """ "bolt","acme","cord" """, StringComparison.Ordinal))).Status);
        Assert.Equal(204, (await collector.SendAsync("DELETE", "/api/v1/organizations/shared-3")).Status);
        Assert.Equal(200, (await PutAsync("destinations/shared", Destination.Replace("TENANTS", "\"acme\"", StringComparison.Ordinal))).Status);
        Assert.Equal("2 organizations deliver to shared, for example shared-1. Move or delete them first.", (await collector.SendAsync("DELETE", "/api/v1/destinations/shared"))["detail"]);
        Assert.Equal(200, (await PutAsync("destinations/shared", """{"urls":["http://127.0.0.1:9"]}""")).Status);
        Assert.Equal("destination_in_use", (await PutAsync("destinations/shared", Destination.Replace("TENANTS", "", StringComparison.Ordinal)))["code"]);
    }

    [Fact]
    public async Task A_job_of_a_paused_organization_says_what_it_waits_for()
    {
        const string Organization = "/api/v1/organizations/resting";
        await PutAsync("organizations/resting", """{"apiKey":"k","enabled":false}""");
        var started = await collector.SendAsync("POST", $"{Organization}/backfills", $$"""{"from":"{{TimeProvider.System.GetUtcNow().AddDays(-3):O}}"}""");
        const string Paused = "The organization is paused, and its jobs wait: resume it and they go on.";
        Assert.Equal((202, "Queued", Paused), (started.Status, started["state"], started["reason"]));
        Assert.Equal(Paused, (await collector.SendAsync("GET", started.Location!))["reason"]);
        await collector.SendAsync("DELETE", started.Location!);
        Assert.NotEqual(Paused, (await collector.SendAsync("GET", started.Location!))["reason"]);
    }

    [Fact]
    public async Task A_wrong_token_leaves_a_trace_without_it_and_a_short_one_was_warned_of()
    {
        Assert.Equal(200, (await collector.SendAsync("GET", "/metrics", token: "of-somebody-else")).Status);
        Assert.Equal(401, (await collector.SendAsync("GET", "/api/v1/organizations?tenant=a", token: "guessed-by-somebody")).Status);
        await collector.SaidAsync("127.0.0.1 for /api/v1/organizations was refused");
        await collector.SaidAsync("Management:AdminToken has 5 characters");
        Assert.DoesNotContain(collector.Output, line => line.Contains("guessed-by-somebody", StringComparison.Ordinal));
    }

    private Task<Answer> PutAsync(string path, string body) => collector.SendAsync("PUT", $"/api/v1/{path}", body);

    private static string Error(Answer answer, string member) =>
        answer.Json.TryGetProperty("errors", out var errors) && errors.TryGetProperty(member, out var sentences) ? sentences[0].GetString()! : $"{answer.Status}: {answer.Text}";
}
