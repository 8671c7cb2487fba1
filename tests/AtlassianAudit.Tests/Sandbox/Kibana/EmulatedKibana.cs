using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AtlassianAudit.Collector.Shipping.Kibana;
using AtlassianAudit.Sandbox.Kibana;

namespace AtlassianAudit.Tests.Sandbox.Kibana;

public sealed class EmulatedKibana : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private KibanaEmulator _kibana = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _kibana = await KibanaEmulator.StartAsync(0, Cancellation);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _kibana.DisposeAsync();
    }

    [Fact]
    public async Task It_stores_what_is_right_and_says_what_it_replaced()
    {
        var first = await ImportAsync(File(KibanaAssets.OnlyIfMissing));
        Assert.Equal((true, 1), ((bool)first["success"]!, (int)first["successCount"]!));
        Assert.Equal("conflict", (string?)(await ImportAsync(File(KibanaAssets.OnlyIfMissing)))["errors"]![0]!["error"]!["type"]);
        Assert.True((bool)(await ImportAsync(File(KibanaAssets.OnlyIfMissing), "?overwrite=true"))["successResults"]![0]!["overwrite"]!);
    }

    [Theory]
    [InlineData(true, "file", "x.ndjson", 200)]
    [InlineData(false, "file", "x.ndjson", 400)]
    [InlineData(true, "upload", "x.ndjson", 400)]
    [InlineData(true, "file", "x.json", 400)]
    public async Task It_takes_only_what_the_real_one_takes(bool xsrf, string name, string fileName, int status) =>
        Assert.Equal(status, (await SendAsync(File(KibanaAssets.OnlyIfMissing), "", xsrf, name, fileName)).Status);

    [Fact]
    public async Task It_refuses_what_is_no_JSON_and_what_is_there_twice()
    {
        Assert.Equal(400, (await SendAsync("{\n"u8.ToArray(), "")).Status);
        Assert.Equal(400, (await SendAsync(File([.. KibanaAssets.OnlyIfMissing, .. KibanaAssets.OnlyIfMissing]), "")).Status);
    }

    [Fact]
    public async Task It_names_references_that_lead_nowhere()
    {
        var answer = await ImportAsync(File(KibanaAssets.Ours));
        Assert.False((bool)answer["success"]!);
        var error = answer["errors"]![0]!["error"]!;
        Assert.Equal(("missing_references", "logs-*"), ((string?)error["type"], (string?)error["references"]![0]!["id"]));
    }

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "\"type\":\"dashboard\"", "\"type\":\"dashbored\"", "unsupported_type" },
        { "\"typeMigrationVersion\":\"10.2.0\"", "\"typeMigrationVersion\":\"10.9.0\"", "more recent version" },
        { "\"timeRestore\":true", "\"restoresTime\":true", "definition for this key is missing" },
        { "\\\"useMargins\\\":true}", "\\\"useMargins\\\":true", "optionsJSON is no JSON" },
        { "\\\"i\\\":\\\"categories\\\",\\\"w\\\":16,", "\\\"i\\\":\\\"categories\\\",\\\"w\\\":17,", "categories and outcomes overlap" },
        { "\\\"i\\\":\\\"countries\\\",\\\"w\\\":16,", "\\\"i\\\":\\\"countries\\\",\\\"w\\\":17,", "not within the 48 columns" },
        { "\\\"panelIndex\\\":\\\"outcomes\\\"", "\\\"panelIndex\\\":\\\"countries\\\"", "there twice" },
        { "lnsPie", "lnsCake", "unknown visualization" },
        { "\\\"type\\\":\\\"search\\\"", "\\\"type\\\":\\\"quest\\\"", "of unknown type quest" },
        { "\\\"metricAccessor\\\":\\\"count\\\"", "\\\"metricAccessor\\\":\\\"sum\\\"", "no column sum" },
        { "\\\"columnId\\\":\\\"count\\\",\\\"type\\\":\\\"column\\\"", "\\\"columnId\\\":\\\"sum\\\",\\\"type\\\":\\\"column\\\"", "no column sum" },
        { "[\\\"by-event-outcome\\\",\\\"count\\\"]", "[\\\"count\\\",\\\"by-event-outcome\\\"]", "a bucket stands behind a metric" },
        { "\\\"operationType\\\":\\\"terms\\\"", "\\\"operationType\\\":\\\"words\\\"", "has no operation" },
        { "\"outcomes:indexpattern", "\"income:indexpattern", "needs one data view" },
        { "\"controlGroup_user-name:", "\"controlGroup_user:", "Control user-name" },
        { "\"recent-audit-events:panel_", "\"audit-events:panel_", "refers to nothing" },
        { "\"kibanaSavedObjectMeta.searchSourceJSON.filter[0].meta.index\",\"type\":\"index-pattern\"", "\"nothing\",\"type\":\"index-pattern\"", "Could not find reference" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task It_finds_each_mistake_in_a_dashboard(string right, string wrong, string complaint)
    {
        await ImportAsync(File([.. KibanaAssets.OnlyIfMissing, .. KibanaAssets.Ours]));
        var overview = KibanaAssets.Ours.Single(asset => asset.Id == "atlassian-audit-overview").ToLine();
        Assert.Contains(right, overview, StringComparison.Ordinal);
        var answer = await ImportAsync(Encoding.UTF8.GetBytes(overview.Replace(right, wrong, StringComparison.Ordinal)), "?overwrite=true");
        Assert.Contains(complaint, answer["errors"]!.ToJsonString(), StringComparison.Ordinal);
    }

    private static byte[] File(IEnumerable<SavedObject> objects) => KibanaAssets.File(objects);

    private async Task<JsonObject> ImportAsync(byte[] file, string query = "") => (await SendAsync(file, query)).Body;

    private async Task<(int Status, JsonObject Body)> SendAsync(byte[] file, string query, bool xsrf = true, string name = "file", string fileName = "x.ndjson")
    {
        using var form = new MultipartFormDataContent();
        form.Add(new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/ndjson") } }, name, fileName);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_kibana.Address, $"/s/default/api/saved_objects/_import{query}")) { Content = form };
        if (xsrf)
            request.Headers.Add("kbn-xsrf", "true");
        using var answer = await _http.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.AsObject());
    }
}
