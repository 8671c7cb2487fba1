using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Sandbox.Atlassian;
using BenchmarkDotNet.Attributes;

namespace AtlassianAudit.Benchmarks;

/// <summary>
/// What mapping a page of 500 events costs, as a ratio to the least that any mapper with an object tree would do: read each event into a tree and write
/// it again, without mapping anything.
/// </summary>
[MemoryDiagnoser]
public class MappingBenchmarks
{
    private static readonly DateTimeOffset CollectedAt = new(2026, 5, 19, 10, 0, 0, TimeSpan.Zero);
    private readonly EventMapper _mapper = new(new MappingContext { OrganizationId = "org", OrganizationName = "Acme", Tenant = "acme", Namespace = "acme" });
    private byte[] _body = [];
    private AuditPage _page = null!;

    [GlobalSetup]
    public async Task FetchAsync()
    {
        await using var atlassian = await AtlassianEmulator.StartAsync(0, TimeProvider.System, CancellationToken.None);
        atlassian.World.AddOrganization("org", new OrganizationDefinition { ApiKey = "key", Events = 500 });
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "key");
        _body = await http.GetByteArrayAsync(new Uri(atlassian.Address, "/admin/v1/orgs/org/events-stream?limit=500&from=0"));
        _page = Parse();
    }

    [Benchmark(Baseline = true, Description = "tree in, tree out, nothing mapped")]
    public long Trees()
    {
        var written = new ArrayBufferWriter<byte>(1024);
        long bytes = 0;
        for (var i = 0; i < _page.Count; i++)
        {
            var reader = new Utf8JsonReader(_page.Event(i));
            var tree = JsonNode.Parse(ref reader)!;
            written.Clear();
            using var writer = new Utf8JsonWriter(written);
            tree.WriteTo(writer);
            writer.Flush();
            bytes += written.WrittenCount;
        }

        return bytes;
    }

    [Benchmark(Description = "EventMapper, page to bulk body")]
    public int Map()
    {
        using var batch = new BatchWriter("logs-atlassian_cloud.audit-acme");
        for (var i = 0; i < _page.Count; i++)
            _mapper.Map(_page.Event(i), CollectedAt, batch);
        return batch.Written.Length;
    }

    [Benchmark(Description = "AuditPage, body to events")]
    public int Cut()
    {
        using var page = Parse();
        return page.Count;
    }

    private AuditPage Parse()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(_body.Length);
        _body.CopyTo(buffer, 0);
        return AuditPage.Parse(buffer, _body.Length);
    }
}
