using System.Text.Json;

namespace AtlassianAudit.Tests.Management;

/// <summary>The OpenAPI document, as a generator of clients reads it.</summary>
public sealed class DescribedApi(ManagedCollector collector) : IClassFixture<ManagedCollector>
{
    [Fact]
    public async Task It_has_the_products_name() => Assert.Equal("AtlassianAudit", (await ReadAsync()).GetProperty("info").GetProperty("title").GetString());

    [Fact]
    public async Task A_number_is_a_number_and_no_text()
    {
        var document = await ReadAsync();
        var size = Schema(document, "OrganizationBody").GetProperty("pageSize").GetProperty("type");
        Assert.Equal(["integer", "null"], size.EnumerateArray().Select(type => type.GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("number", Schema(document, "UserLimits").GetProperty("wantedPerMinute").GetProperty("type").GetString());
        var limit = Operation(document, "/api/v1/organizations", "get").GetProperty("parameters").EnumerateArray().Single(parameter => parameter.GetProperty("name").GetString() == "limit");
        Assert.Equal("integer", limit.GetProperty("schema").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Every_operation_wants_a_token()
    {
        var document = await ReadAsync();
        var scheme = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer");
        Assert.Equal(("http", "bearer"), (scheme.GetProperty("type").GetString(), scheme.GetProperty("scheme").GetString()));
        Assert.True(Assert.Single(document.GetProperty("security").EnumerateArray()).TryGetProperty("bearer", out _));
    }

    [Theory]
    [InlineData("/api/v1/limits", "get", "200 401 403")]
    [InlineData("/api/v1/organizations", "get", "200 400 401 403")]
    [InlineData("/api/v1/organizations/{organizationId}", "get", "200 401 403 404")]
    [InlineData("/api/v1/organizations/{organizationId}", "put", "200 201 400 401 403 404")]
    [InlineData("/api/v1/organizations/{organizationId}/dead-letters", "get", "200 400 401 403 404")]
    public async Task An_operation_tells_its_problems(string path, string method, string statuses)
    {
        var responses = Operation(await ReadAsync(), path, method).GetProperty("responses");
        Assert.Equal(statuses.Split(' '), responses.EnumerateObject().Select(response => response.Name).Order(StringComparer.Ordinal));
        Assert.EndsWith(
            "/ApiProblem",
            responses.GetProperty("401").GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString(),
            StringComparison.Ordinal);
    }

    private async Task<JsonElement> ReadAsync() => (await collector.SendAsync("GET", "/openapi/v1.json", token: null)).Json;

    private static JsonElement Schema(JsonElement document, string name) => document.GetProperty("components").GetProperty("schemas").GetProperty(name).GetProperty("properties");

    private static JsonElement Operation(JsonElement document, string path, string method) => document.GetProperty("paths").GetProperty(path).GetProperty(method);
}
