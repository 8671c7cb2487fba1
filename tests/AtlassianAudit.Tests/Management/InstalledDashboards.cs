using System.Text.Json;
using AtlassianAudit.Sandbox.Kibana;

namespace AtlassianAudit.Tests.Management;

public sealed class InstalledDashboards(ManagedCollector collector) : IClassFixture<ManagedCollector>, IAsyncLifetime
{
    private const string DestinationsOwn = "ApiKey es-secret";
    private KibanaEmulator _kibana = null!;

    public async ValueTask InitializeAsync() => _kibana = await KibanaEmulator.StartAsync(0, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _kibana.DisposeAsync();

    [Fact]
    public async Task All_objects_are_created_and_replaced_the_next_time_but_the_data_view_is_kept()
    {
        var first = await InstallAsync();
        Assert.Equal((200, "9.1.0", "default", "6", "0", "0"), (first.Status, first["version"], first["space"], first["created"], first["replaced"], first["kept"]));
        Assert.Equal(
            ["dashboard:atlassian-audit-authentication", "dashboard:atlassian-audit-msp", "dashboard:atlassian-audit-overview", "index-pattern:logs-*", "search:atlassian-audit-events", "search:atlassian-audit-suspicious"],
            _kibana.World.Objects("default").Keys.Order(StringComparer.Ordinal));

        var second = await InstallAsync();
        Assert.Equal((200, "0", "5", "1"), (second.Status, second["created"], second["replaced"], second["kept"]));
        Assert.Equal(("index-pattern", "logs-*", "Kept"), Of(second.Json.GetProperty("objects")[0]));
        Assert.Equal(("dashboard", "atlassian-audit-msp", "Replaced"), Of(second.Json.GetProperty("objects")[5]));
    }

    [Fact]
    public async Task The_destinations_own_credential_is_used_unless_another_one_is_sent()
    {
        _kibana.World.Credentials[DestinationsOwn] = true;
        Assert.Equal(200, (await InstallAsync()).Status);
        Assert.Equal("kibana_unauthorized", (await InstallAsync(""","apiKey":"other" """))["code"]);

        _kibana.World.Credentials["Basic " + Convert.ToBase64String("ada:p4ss"u8)] = true;
        _kibana.World.Credentials.Remove(DestinationsOwn);
        Assert.Equal("kibana_unauthorized", (await InstallAsync())["code"]);
        Assert.Equal(200, (await InstallAsync(""","username":"ada","password":"p4ss" """)).Status);
    }

    [Fact]
    public async Task A_credential_without_the_right_is_told_which_one()
    {
        _kibana.World.Credentials["ApiKey reader"] = false;
        var answer = await InstallAsync(""","apiKey":"reader" """);
        Assert.Equal((422, "kibana_forbidden"), (answer.Status, answer["code"]));
        Assert.Contains("Saved Objects Management", answer["detail"], StringComparison.Ordinal);
        Assert.DoesNotContain("reader", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_space_has_to_exist()
    {
        var missing = await InstallAsync(""","space":"acme" """);
        Assert.Equal((422, "kibana_space_not_found"), (missing.Status, missing["code"]));
        Assert.Empty(_kibana.World.Objects("acme"));

        _kibana.World.Spaces.Add("acme");
        Assert.Equal((200, "acme"), ((await InstallAsync(""","space":"acme" """)).Status, (await InstallAsync(""","space":"acme" """))["space"]));
        Assert.Equal((6, 0), (_kibana.World.Objects("acme").Count, _kibana.World.Objects("default").Count));
    }

    [Fact]
    public async Task What_fails_is_named_and_the_rest_is_installed()
    {
        _kibana.World.Failing.Add("dashboard:atlassian-audit-msp");
        var answer = await InstallAsync();
        Assert.Equal((502, "kibana_import_incomplete"), (answer.Status, answer["code"]));
        Assert.Equal("""{"dashboard:atlassian-audit-msp":["It was made to fail."]}""", answer.Json.GetProperty("errors").GetRawText());
        Assert.Equal(5, _kibana.World.Objects("default").Count);
    }

    [Theory]
    [InlineData("8.18.9", 422)]
    [InlineData("7.17.0", 422)]
    [InlineData("8.19.0", 200)]
    [InlineData("9.4.0-SNAPSHOT", 200)]
    [InlineData("10.0.0", 200)]
    public async Task Kibana_must_not_be_too_old(string version, int status)
    {
        _kibana.World.Version = version;
        var answer = await InstallAsync();
        Assert.Equal((status, status == 200 ? null : "kibana_too_old"), (answer.Status, answer["code"]));
        Assert.Equal(status == 200 ? 6 : 0, _kibana.World.Objects("default").Count);
    }

    [Theory]
    [InlineData(302, "kibana_failed", "redirects")]
    [InlineData(401, "kibana_unauthorized", "apiKey")]
    [InlineData(404, "kibana_failed", "base path")]
    [InlineData(500, "kibana_failed", "500")]
    [InlineData(503, "kibana_failed", "not ready")]
    public async Task What_else_Kibana_answers_is_explained(int status, string code, string hint)
    {
        _kibana.World.Status = status;
        var answer = await InstallAsync();
        Assert.Equal(code, answer["code"]);
        Assert.Contains(hint, answer["detail"], StringComparison.Ordinal);
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    [Fact]
    public async Task Elasticsearch_is_no_Kibana_and_nobody_is_none_either()
    {
        var elasticsearch = await PostAsync("default", $$"""{"url":"{{collector.Elasticsearch.Address}}"}""");
        Assert.Equal((502, "kibana_failed"), (elasticsearch.Status, elasticsearch["code"]));
        Assert.Contains("not of Elasticsearch", elasticsearch["detail"], StringComparison.Ordinal);
        var nobody = await PostAsync("default", """{"url":"http://127.0.0.1:9"}""");
        Assert.Equal((502, "kibana_unreachable"), (nobody.Status, nobody["code"]));
    }

    [Fact]
    public async Task There_has_to_be_such_a_destination() => Assert.Equal((404, "not_found"), await CodeAsync("none", $$"""{"url":"{{_kibana.Address}}"}"""));

    [Theory]
    [InlineData("{}", "url")]
    [InlineData("""{"url":"kibana"}""", "url")]
    [InlineData("""{"url":"http://u:p@kibana"}""", "url")]
    [InlineData("""{"url":"http://kibana","space":"A b"}""", "space")]
    [InlineData("""{"url":"http://kibana","space":"../x"}""", "space")]
    [InlineData("""{"url":"http://kibana","username":"u"}""", "password")]
    [InlineData("""{"url":"http://kibana","apiKey":"a","username":"u","password":"p"}""", "apiKey")]
    [InlineData("""{"url":"http://kibana","caCertificate":"-----"}""", "caCertificate")]
    [InlineData("""{"url":"http://kibana","proxy":"x"}""", "proxy")]
    [InlineData("""{"url":"http://kibana","colour":"red"}""", "colour")]
    public async Task A_wrong_body_names_the_member(string body, string member) =>
        Assert.True((await PostAsync("default", body)).Json.GetProperty("errors").TryGetProperty(member, out _));

    [Fact]
    public async Task The_API_describes_it() =>
        Assert.True((await collector.SendAsync("GET", "/openapi/v1.json", token: null)).Json.GetProperty("paths").TryGetProperty("/api/v1/destinations/{name}/kibana", out _));

    private static (string?, string?, string?) Of(JsonElement one) => (one.GetProperty("type").GetString(), one.GetProperty("id").GetString(), one.GetProperty("outcome").GetString());

    private Task<Answer> InstallAsync(string more = "") => PostAsync("default", $$"""{"url":"{{_kibana.Address}}"{{more}}}""");

    private async Task<(int, string?)> CodeAsync(string destination, string body)
    {
        var answer = await PostAsync(destination, body);
        return (answer.Status, answer["code"]);
    }

    private Task<Answer> PostAsync(string destination, string body) => collector.SendAsync("POST", $"/api/v1/destinations/{destination}/kibana", body);
}
