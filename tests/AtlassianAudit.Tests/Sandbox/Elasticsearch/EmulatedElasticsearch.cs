using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AtlassianAudit.Sandbox.Elasticsearch;
using Microsoft.Extensions.Time.Testing;

namespace AtlassianAudit.Tests.Sandbox.Elasticsearch;

public sealed class EmulatedElasticsearch : IAsyncLifetime
{
    private const string Stream = "logs-atlassian_cloud.audit-acme";
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 19, 10, 0, 0, TimeSpan.Zero));
    private readonly HttpClient _http = new();
    private ElasticsearchEmulator _emulator = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _emulator = await ElasticsearchEmulator.StartAsync(0, _clock, Cancellation);
        _http.BaseAddress = _emulator.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _emulator.DisposeAsync();
    }

    [Fact]
    public async Task An_id_is_taken_once_per_backing_index_and_a_rollover_forgets_it()
    {
        Assert.Equal("201", await StatusesAsync(Create("1")));
        var again = await BulkAsync(Create("1"));
        Assert.Equal("409", Statuses(again));
        Assert.Equal("[1]: version conflict, document already exists (current version [1])", again.At("items/0/create/error/reason"));
        Assert.Equal(".ds-logs-atlassian_cloud.audit-acme-2026.05.19-000001", again.At("items/0/create/_index"));

        await SendAsync("POST", $"/{Stream}/_rollover", "");
        Assert.Equal("201", await StatusesAsync(Create("1")));
        Assert.Equal(2, _emulator.World.Documents(Stream).Count);
        Assert.Equal("2", (await SendAsync("GET", $"/_data_stream/{Stream}", null)).Body.At("data_streams/0/generation"));
    }

    [Fact]
    public async Task Items_are_answered_in_order_each_for_itself()
    {
        var answer = await BulkAsync(
            Create("1") + Create("2", """{"@timestamp":"2026-05-19T10:00:00Z","source":{"ip":"00.00.00.00"}}""")
            + Create("3", """{"event":{}}""") + Create("4", """{"@timestamp":"never"}""")
            + Create("5", """{"@timestamp":"2026-05-19T10:00:00Z","data_stream":{"type":"metrics"}}""") + Create("6", "{") + Create("7", """{"@timestamp":1,"@timestamp":1}"""));
        Assert.Equal("201 400 400 400 400 400 400", Statuses(answer));
        Assert.All(Enumerable.Range(1, 6), i => Assert.Equal("document_parsing_exception", answer.At($"items/{i}/create/error/type")));
    }

    [Fact]
    public async Task Only_create_is_taken_and_a_missing_stream_is_404()
    {
        Assert.Equal("400", await StatusesAsync($$"""{"index":{"_index":"{{Stream}}","_id":"1" } }""" + "\n" + """{"@timestamp":"2026-05-19T10:00:00Z"}""" + "\n"));
        Assert.Equal("404", await StatusesAsync(Create("1", index: "other")));
    }

    [Theory]
    [InlineData("{}\n{}\n", 400)]
    [InlineData("{\"create\":{}}\n{}", 400)]
    [InlineData("", 400)]
    public async Task A_malformed_body_is_refused_whole(string body, int status) => Assert.Equal(status, (await SendAsync("POST", "/_bulk", body)).Status);

    [Fact]
    public async Task An_unknown_parameter_and_a_mixed_version_are_refused()
    {
        Assert.Equal(400, (await SendAsync("POST", "/_bulk?colour=red", Create("1"))).Status);
        using var request = Request("POST", "/_bulk", Create("1"));
        request.Headers.Accept.Clear();
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.elasticsearch+json;compatible-with=9");
        request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse("application/vnd.elasticsearch+x-ndjson;compatible-with=8");
        using var answer = await _http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Filter_path_keeps_what_it_names_and_gzip_is_understood()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Create("1") + Create("1")), Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_bulk?filter_path=errors,items.*.status,items.*.error.type") { Content = new ByteArrayContent(packed.ToArray()) };
        request.Content.Headers.ContentType = new("application/x-ndjson");
        request.Content.Headers.ContentEncoding.Add("gzip");
        using var answer = await _http.SendAsync(request, Cancellation);
        Assert.Equal(
            """{"errors":true,"items":[{"create":{"status":201}},{"create":{"status":409,"error":{"type":"version_conflict_engine_exception"}}}]}""",
            await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("Elasticsearch", answer.Headers.GetValues("X-Elastic-Product").Single());
    }

    [Fact]
    public async Task Keys_have_rights_and_each_item_says_which_is_missing()
    {
        await SendAsync("POST", "/_sandbox/api-keys", """{"apiKey":"reader","rights":["read"]}""");
        Assert.Equal(401, (await SendAsync("GET", "/", null)).Status);
        var answer = await SendAsync("POST", "/_bulk", Create("1"), "reader");
        Assert.Equal((200, "403"), (answer.Status, Statuses(answer.Body)));
        var has = await SendAsync("POST", "/_security/user/_has_privileges", """{"index":[{"names":["logs-*"],"privileges":["read","create_doc"]}]}""", "reader");
        Assert.Equal("""{"read":true,"create_doc":false}""", has.Body.At("index/logs-*"));
    }

    [Fact]
    public async Task A_template_composes_its_parts_and_names_the_missing_one()
    {
        Assert.Equal(400, (await SendAsync("PUT", "/_index_template/t", """{"index_patterns":["logs-atlassian_cloud.audit-*"],"priority":500,"data_stream":{},"composed_of":["none"]}""")).Status);
        Assert.Equal(400, (await SendAsync("PUT", "/_index_template/t", """{"index_patterns":["logs-x-*"],"priority":100,"data_stream":{}}""")).Status);
        Assert.Equal(200, (await SendAsync("PUT", "/_component_template/c", """{"template":{"mappings":{"properties":{"x":{"type":"ip"}}}}}""")).Status);
        Assert.Equal(200, (await SendAsync("PUT", "/_index_template/t", """{"index_patterns":["logs-atlassian_cloud.audit-*"],"priority":500,"data_stream":{},"composed_of":["c"]}""")).Status);
        Assert.Equal("400", await StatusesAsync(Create("1", """{"@timestamp":"2026-05-19T10:00:00Z","x":"no"}""")));
    }

    [Fact]
    public async Task Fleets_final_pipeline_runs_whatever_pipeline_was_asked_for()
    {
        await SendAsync("PUT", "/_index_template/t", """{"index_patterns":["logs-atlassian_cloud.audit-*"],"priority":500,"data_stream":{},"template":{"settings":{"index.final_pipeline":".fleet_final_pipeline-1"}}}""");
        await SendAsync("POST", "/_bulk?pipeline=_none", Create("1", """{"@timestamp":"2026-05-19T10:00:00Z","event":{"original":"o"}}"""));
        Assert.Equal("""{"@timestamp":"2026-05-19T10:00:00Z","event":{"ingested":"2026-05-19T10:00:00+00:00"}}""", Encoding.UTF8.GetString(_emulator.World.Documents(Stream)[0].Source).Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_store_takes_what_cannot_be_parsed_under_a_new_id()
    {
        await SendAsync("PUT", "/_index_template/t", """{"index_patterns":["logs-atlassian_cloud.audit-*"],"priority":500,"data_stream":{},"template":{"data_stream_options":{"failure_store":{"enabled":true}},"mappings":{"properties":{"x":{"type":"ip"}}}}}""");
        var answer = await BulkAsync(Create("1", """{"@timestamp":"2026-05-19T10:00:00Z","x":"no"}"""));
        Assert.Equal(("201", "used"), (Statuses(answer), answer.At("items/0/create/failure_store")));
        Assert.StartsWith(".fs-", answer.At("items/0/create/_index"), StringComparison.Ordinal);
        Assert.Empty(_emulator.World.Documents(Stream));
        Assert.Single(_emulator.World.Documents($"{Stream}::failures"));
    }

    [Theory]
    [InlineData("bulk-429", 429, "")]
    [InlineData("503", 503, "")]
    [InlineData("413", 413, "")]
    [InlineData("item-429", 200, "429")]
    [InlineData("item-403", 200, "403")]
    [InlineData("disk-full", 200, "429")]
    [InlineData("write-block", 200, "403")]
    [InlineData("shard-limit", 200, "400")]
    [InlineData("mapping", 200, "400")]
    public async Task Faults_hit_as_often_as_asked_for_and_their_stream_only(string kind, int status, string items)
    {
        Assert.Equal(204, (await SendAsync("POST", "/_sandbox/faults", $$"""{"kind":"{{kind}}","stream":"{{Stream}}","count":1}""")).Status);
        Assert.Equal("201", await StatusesAsync(Create("0", index: "logs-other-default")));
        var hit = await SendAsync("POST", "/_bulk", Create("1"));
        Assert.Equal((status, items), (hit.Status, Statuses(hit.Body)));
        Assert.Equal("201", await StatusesAsync(Create("1")));
    }

    [Fact]
    public async Task A_lost_answer_has_stored_everything()
    {
        _emulator.World.AddFault(ElasticsearchFault.TimeoutAfterApply);
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("POST", "/_bulk", Create("1")));
        Assert.Equal("409", await StatusesAsync(Create("1")));
    }

    [Fact]
    public async Task Documents_are_found_by_id_in_every_backing_index_but_not_by_the_streams_name()
    {
        await BulkAsync(Create("1"));
        await SendAsync("POST", $"/{Stream}/_rollover", "");
        await BulkAsync(Create("2"));
        var first = _emulator.World.Documents(Stream)[0].Index;
        var found = await SendAsync("POST", "/_mget", $$"""{"docs":[{"_index":"{{first}}","_id":"1"},{"_index":"{{first}}","_id":"2"},{"_index":"{{Stream}}","_id":"1"}]}""");
        Assert.Equal(("true", "false"), (found.Body.At("docs/0/found"), found.Body.At("docs/1/found")));
        Assert.NotNull(found.Body.At("docs/2/error/type"));
        Assert.Equal("2", (await SendAsync("POST", $"/{Stream}/_count", """{"query":{"ids":{"values":["1","2","3"]}}}""")).Body.At("count"));
        Assert.Equal("1", (await SendAsync("POST", $"/{Stream}/_search", """{"query":{"terms":{"event.id":["e1"]}}}""")).Body.At("hits/total/value"));
    }

    private static string Create(string id, string? document = null, string index = Stream) =>
        $$"""{"create":{"_index":"{{index}}","_id":"{{id}}" } }""" + "\n" + (document ?? $$"""{"@timestamp":"2026-05-19T10:00:00.000Z","event":{"id":"e{{id}}" } }""") + "\n";

    private async Task<string> StatusesAsync(string body) => Statuses(await BulkAsync(body));

    private async Task<JsonElement> BulkAsync(string body)
    {
        var (status, answer) = await SendAsync("POST", "/_bulk?require_data_stream=true", body);
        Assert.Equal(200, status);
        return answer;
    }

    private static string Statuses(JsonElement answer) => answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("items", out var items)
        ? string.Join(' ', items.EnumerateArray().Select(item => item.EnumerateObject().First().Value.GetProperty("status").ToString()))
        : "";

    private async Task<(int Status, JsonElement Body)> SendAsync(string method, string path, string? body, string? apiKey = null)
    {
        using var request = Request(method, path, body, apiKey);
        using var answer = await _http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return ((int)answer.StatusCode, text.Length > 0 ? JsonElement.Parse(text) : default);
    }

    private static HttpRequestMessage Request(string method, string path, string? body, string? apiKey = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (apiKey is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"ApiKey {apiKey}");
        return request;
    }
}

/// <summary>Reads answers by path.</summary>
internal static class AnswerPath
{
    public static string? At(this JsonElement element, string path)
    {
        foreach (var name in path.Split('/'))
        {
            if (element.ValueKind == JsonValueKind.Array)
                element = element[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)];
            else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind switch
        {
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => element.ToString(),
        };
    }
}
