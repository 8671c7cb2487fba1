using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Sandbox.Elasticsearch;
using Microsoft.Extensions.Time.Testing;

namespace AtlassianAudit.Tests.Shipping;

/// <summary>An emulated cluster and the collector's own way to it, over HTTP.</summary>
internal sealed class ReachedElasticsearch : IAsyncDisposable
{
    public const string Template = "logs-atlassian_cloud.audit";
    public const string Custom = $"{Template}@custom";
    public const string AuditStream = $"{Template}-acme";

    private ReachedElasticsearch(ElasticsearchEmulator emulator, FakeTimeProvider clock)
    {
        (Emulator, Clock) = (emulator, clock);
        Transport = new HttpClientTransport(new ElasticsearchConnection { Nodes = [emulator.Address], Authorization = "ApiKey key" }, clock);
    }

    public ElasticsearchEmulator Emulator { get; }

    public FakeTimeProvider Clock { get; }

    public IElasticsearchTransport Transport { get; }

    public TemplateStore Templates => Emulator.World.Templates;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ReachedElasticsearch> StartAsync()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 5, 19, 10, 0, 0, TimeSpan.Zero));
        return new ReachedElasticsearch(await ElasticsearchEmulator.StartAsync(0, clock, Cancellation), clock);
    }

    /// <summary>The templates of Elastic's own package, as Fleet installs them.</summary>
    public void InstallFleet(bool withHook = true) => InstallFleet(Templates, withHook);

    public static void InstallFleet(TemplateStore templates, bool withHook = true)
    {
        templates.PutComponent($"{Template}@package", Parse("""
            {"template":{"settings":{"index":{"default_pipeline":"logs-atlassian_cloud.audit-1.0.0","mapping":{"total_fields":{"limit":1000}}}},
             "mappings":{"properties":{"event":{"properties":{"module":{"type":"constant_keyword","value":"atlassian_cloud"},"dataset":{"type":"constant_keyword","value":"atlassian_cloud.audit"}}},
              "atlassian_cloud":{"properties":{"audit":{"properties":{"context":{"type":"nested","properties":{"id":{"type":"keyword"},"type":{"type":"keyword"},"attributes":{"type":"flattened"}}}}}}}}}},
             "_meta":{"package":{"name":"atlassian_cloud"},"managed_by":"fleet","managed":true}}
            """));
        var hook = withHook ? $"\"{Custom}\"," : "";
        Assert.Null(templates.PutTemplate(Template, Parse($$"""
            {"index_patterns":["logs-atlassian_cloud.audit-*"],"priority":200,"data_stream":{},
             "composed_of":["logs@mappings","logs@settings","{{Template}}@package","logs@custom",{{hook}}"ecs@mappings"],
             "ignore_missing_component_templates":["logs@custom","{{Custom}}"],
             "_meta":{"package":{"name":"atlassian_cloud"},"managed_by":"fleet","managed":true} }
            """)));
    }

    public Task<TemplateState?> SetUpAsync() => new TemplateSetup(Transport, Clock).EnsureAsync(Cancellation);

    public async Task<FieldAnswer> AskForUnmappedAsync(bool mapsNew = false, bool trusted = false) =>
        await new UnmappedField(Transport, Clock).AskAsync(AuditStream, mapsNew, trusted, Cancellation);

    /// <summary>Sends a bulk body, and returns the errors of what was refused.</summary>
    public async Task<IReadOnlyList<string>> BulkAsync(params string[] documents)
    {
        var body = string.Concat(documents.Select((document, i) => $$"""{"create":{"_index":"{{AuditStream}}","_id":"{{Guid.NewGuid()}}" } }""" + "\n" + document + "\n"));
        var answer = await Transport.SendAsync(HttpMethod.Post, "/_bulk", [Encoding.UTF8.GetBytes(body)], BodyKind.NdJson, Cancellation);
        return [.. JsonElement.Parse(answer.Body.Span).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("create"))
            .Where(item => item.GetProperty("status").GetInt32() >= 300).Select(item => item.GetProperty("error").ToString())];
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        var answer = await Transport.SendAsync(HttpMethod.Get, path, [], BodyKind.Json, Cancellation);
        return JsonNode.Parse(answer.Body.Span)!;
    }

    public async ValueTask DisposeAsync()
    {
        Transport.Dispose();
        await Emulator.DisposeAsync();
    }

    public static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
