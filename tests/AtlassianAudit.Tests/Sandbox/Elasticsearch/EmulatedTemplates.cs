using System.Text;
using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Tests.Shipping;
using static AtlassianAudit.Tests.Shipping.ReachedElasticsearch;

namespace AtlassianAudit.Tests.Sandbox.Elasticsearch;

public sealed class EmulatedTemplates : IAsyncLifetime
{
    private ReachedElasticsearch _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData("geo_point", """{"lat":59.3,"lon":18.1}""", true)]
    [InlineData("geo_point", """{"lat":"59.3","lon":"18.1"}""", true)]
    [InlineData("geo_point", "[18.1,59.3]", true)]
    [InlineData("geo_point", """[{"lat":1,"lon":1},"1,2"]""", true)]
    [InlineData("geo_point", "null", true)]
    [InlineData("geo_point", """{"lat":90.1,"lon":0}""", false)]
    [InlineData("geo_point", """{"lat":0,"lon":-180.1}""", false)]
    [InlineData("geo_point", """{"lat":0}""", false)]
    [InlineData("geo_point", """{"geo":"EU"}""", false)]
    [InlineData("geo_point", "true", false)]
    [InlineData("long", "9223372036854775807", true)]
    [InlineData("long", "9223372036854775808", false)]
    [InlineData("long", "\"5\"", true)]
    [InlineData("long", "1.5", true)]
    [InlineData("long", "\"AS5\"", false)]
    [InlineData("long", "true", false)]
    [InlineData("flattened", """{"a":{"b":[1]}}""", true)]
    [InlineData("flattened", "1", false)]
    [InlineData("date", "\"2026-05-19T10:00:00.000Z\"", true)]
    [InlineData("date", "\"yesterday\"", false)]
    [InlineData("ip", "\"2001:db8::1\"", true)]
    [InlineData("ip", "\"fe80::1%eth0\"", false)]
    public async Task A_type_takes_what_it_takes(string type, string value, bool taken)
    {
        _cluster.Templates.PutTemplate("t", Parse($$"""{"index_patterns":["logs-atlassian_cloud.audit-*"],"priority":500,"data_stream":{},"template":{"mappings":{"properties":{"x":{"type":"{{type}}"} } } } }"""));
        var errors = await _cluster.BulkAsync($$"""{"@timestamp":"2026-05-19T10:00:00.000Z","x":{{value}} }""");
        Assert.Equal(taken, errors.Count == 0);
    }

    [Fact]
    public async Task A_template_that_changed_is_for_the_next_index()
    {
        const string Document = """{"@timestamp":"2026-05-19T10:00:00.000Z","x":"no address"}""";
        Assert.Empty(await _cluster.BulkAsync(Document));
        _cluster.Templates.PutComponent("logs@custom", Parse("""{"template":{"mappings":{"properties":{"x":{"type":"ip"}}}}}"""));
        Assert.Empty(await _cluster.BulkAsync(Document));
        _cluster.Emulator.World.Rollover(AuditStream);
        Assert.Single(await _cluster.BulkAsync(Document));
    }

    [Fact]
    public async Task A_fields_mapping_is_told_by_index_and_objects_are_no_fields()
    {
        await _cluster.SetUpAsync();
        await _cluster.BulkAsync("""{"@timestamp":"2026-05-19T10:00:00.000Z"}""");
        Assert.Equal(
            """{".ds-logs-atlassian_cloud.audit-acme-2026.05.19-000001":{"mappings":{"source.ip":{"full_name":"source.ip","mapping":{"ip":{"type":"ip"}}}}}}""",
            (await _cluster.GetAsync($"/{AuditStream}/_mapping/field/source.ip")).ToJsonString());
        Assert.Equal(
            """{".ds-logs-atlassian_cloud.audit-acme-2026.05.19-000001":{"mappings":{}}}""",
            (await _cluster.GetAsync("/logs-*/_mapping/field/source")).ToJsonString());
        Assert.Equal("{}", (await _cluster.GetAsync("/nothing-*/_mapping/field/source")).ToJsonString());
        Assert.Equal("404", (await _cluster.GetAsync("/nothing/_mapping/field/source"))["status"]!.ToString());
    }

    [Fact]
    public async Task Templates_are_neither_read_nor_written_without_the_right()
    {
        _cluster.Emulator.World.AddApiKey("key", ["create_doc", "view_index_metadata"]);
        foreach (var path in new[] { "/_component_template/c", "/_index_template/logs" })
        {
            Assert.Equal(403, (await SendAsync(HttpMethod.Get, path)).Status);
            Assert.Equal(403, (await SendAsync(HttpMethod.Put, path, "{}")).Status);
            Assert.Equal(403, (await SendAsync(HttpMethod.Delete, path)).Status);
        }
    }

    [Fact]
    public async Task A_component_in_use_is_not_removed()
    {
        await _cluster.SetUpAsync();
        var refused = await SendAsync(HttpMethod.Delete, "/_component_template/logs-atlassian_cloud.audit@atlassian-audit");
        Assert.Contains("still in use by index templates [logs-atlassian_cloud.audit]", Encoding.UTF8.GetString(refused.Body.Span), StringComparison.Ordinal);
        Assert.Equal(200, (await SendAsync(HttpMethod.Put, $"/_component_template/{Custom}", """{"template":{}}""")).Status);
        Assert.Equal(200, (await SendAsync(HttpMethod.Delete, $"/_component_template/{Custom}")).Status);
        Assert.Equal(404, (await SendAsync(HttpMethod.Delete, $"/_component_template/{Custom}")).Status);
    }

    [Fact]
    public async Task Who_manages_the_next_index_follows_from_policy_lifecycle_and_preference()
    {
        await _cluster.BulkAsync("""{"@timestamp":"2026-05-19T10:00:00.000Z"}""");
        Assert.Equal("Index Lifecycle Management", await ManagedByAsync());
        await SendAsync(HttpMethod.Put, $"/_data_stream/{AuditStream}/_lifecycle", """{"data_retention":"7d"}""");
        Assert.Equal("Index Lifecycle Management", await ManagedByAsync());
        _cluster.Templates.PutComponent("logs@custom", Parse("""{"template":{"settings":{"index.lifecycle.prefer_ilm":false}}}"""));
        _cluster.Emulator.World.Rollover(AuditStream);
        Assert.Equal("Data stream lifecycle", await ManagedByAsync());
    }

    private async Task<string> ManagedByAsync() =>
        (await _cluster.GetAsync($"/_data_stream/{AuditStream}"))["data_streams"]![0]!["next_generation_managed_by"]!.ToString();

    private Task<ElasticsearchAnswer> SendAsync(HttpMethod method, string path, string? body = null) =>
        _cluster.Transport.SendAsync(method, path, body is null ? [] : [Encoding.UTF8.GetBytes(body)], BodyKind.Json, Cancellation);
}
