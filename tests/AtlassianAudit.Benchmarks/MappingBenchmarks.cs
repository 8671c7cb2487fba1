using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Sandbox.Atlassian;
using BenchmarkDotNet.Attributes;

namespace AtlassianAudit.Benchmarks;

/// <summary>What mapping a page of 500 events costs, as a ratio to the least that any mapper has to do: read every token. Run with <c>-- --filter *Mapping* -i</c>.</summary>
[MemoryDiagnoser]
public class MappingBenchmarks
{
    public const int Events = 500;
    private static readonly DateTimeOffset CollectedAt = new(2026, 5, 19, 10, 0, 0, TimeSpan.Zero);
    private readonly EventMapper _mapper = new(new MappingContext { OrganizationId = "org", OrganizationName = "Acme", Tenant = "acme", Namespace = "acme" });
    private byte[] _body = [];
    private AuditPage _page = null!;

    [GlobalSetup]
    public async Task FetchAsync()
    {
        await using var atlassian = await AtlassianEmulator.StartAsync(0, TimeProvider.System, CancellationToken.None);
        atlassian.World.AddOrganization("org", new OrganizationDefinition { ApiKey = "key", Events = Events });
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "key");
        _body = await http.GetByteArrayAsync(new Uri(atlassian.Address, "/admin/v1/orgs/org/events-stream?limit=500&from=0"));
        _page = Parse();
    }

    [Benchmark(Baseline = true, Description = "Utf8JsonReader, every token")]
    public long Read()
    {
        long tokens = 0;
        for (var i = 0; i < _page.Count; i++)
        {
            var reader = new Utf8JsonReader(_page.Event(i));
            while (reader.Read())
                tokens++;
        }

        return tokens;
    }

    [Benchmark(Description = "EventMapper, page to bulk body")]
    public int Map()
    {
        using var batch = new BatchWriter("logs-atlassian_cloud.audit-acme", _page.Count);
        for (var i = 0; i < _page.Count; i++)
            _mapper.Map(_page.Event(i), CollectedAt, batch);
        return batch.Written.Length;
    }

    [Benchmark(Description = "EventMapper, reading only")]
    public long Scan()
    {
        long bytes = 0;
        for (var i = 0; i < _page.Count; i++)
            bytes += _mapper.TryRead(_page.Event(i), out var scanned, out _, out _) ? scanned.Json.Length : 0;
        return bytes;
    }

    [Benchmark(Description = "JsonDocument + JsonSerializer")]
    public long Trees()
    {
        long bytes = 0;
        for (var i = 0; i < _page.Count; i++)
            bytes += TreeMapping.Map(_body.AsMemory(_page.Place(i))).Length;
        return bytes;
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
