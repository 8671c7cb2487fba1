using System.Diagnostics;
using System.Globalization;
using System.Text;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Collector.Shipping;
using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Shipping;
using AtlassianAudit.Sandbox.Elasticsearch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AtlassianAudit.Benchmarks;

/// <summary>How many bulk requests a thousand batches of ten events become that are offered together to one destination.</summary>
internal static class Coalescing
{
    private const int Batches = 1000;
    private const int EventsEach = 10;

    public static async Task RunAsync()
    {
        await using var elasticsearch = await ElasticsearchEmulator.StartAsync(0, TimeProvider.System, CancellationToken.None);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var options = new ShippingOptions();
        using var pipeline = new DestinationPipeline(
            new DestinationSettings { Name = "default", Urls = [elasticsearch.Address.ToString()] },
            new HttpClientTransport(new ElasticsearchConnection { Nodes = [elasticsearch.Address] }, TimeProvider.System),
            options,
            new ByteBudget(options.MaxBytesInFlight),
            new ShippingMetrics(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
            TimeProvider.System,
            NullLogger.Instance);
        var batches = Enumerable.Range(0, Batches).Select(Batch).ToList();

        var watch = Stopwatch.StartNew();
        var reports = await Task.WhenAll(batches.Select(pipeline.ShipAsync));
        watch.Stop();
        var stored = reports.OfType<ShipReport.Settled>().Sum(report => report.Outcomes.Count(outcome => outcome == ItemOutcome.Stored));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Batches} batches of {EventsEach} events ({batches.Sum(batch => (long)batch.Body.Length) / 1024.0 / 1024:0.0} MiB) offered together: "
            + $"{stored} documents stored with {elasticsearch.World.BulkRequests.Count} bulk requests, in {watch.Elapsed.TotalSeconds:0.0} s, the emulator's work included."));
    }

    private static MappedBatch Batch(int number)
    {
        var mapper = new EventMapper(new MappingContext { OrganizationId = $"org-{number}", OrganizationName = "Acme", Tenant = "acme", Namespace = "default" });
        using var batch = new BatchWriter("logs-atlassian_cloud.audit-default");
        for (var i = 0; i < EventsEach; i++)
            mapper.Map(
                Encoding.UTF8.GetBytes($$$"""{"id":"{{{number}}}-{{{i}}}","type":"events","attributes":{"time":"2026-05-19T10:00:00.{{{i:000}}}Z","processedAt":"2026-05-19T10:00:01Z","action":"user_login","actor":{"id":"557058:a","name":"Ada","email":"ada@example.com"},"context":[{"id":"557058:a","type":"users","attributes":{"name":"Ada"}}],"location":{"ip":"203.0.113.7","countryName":"Germany"}},"message":{"content":"Logged in","format":"simple"}}"""),
                TimeProvider.System.GetUtcNow(),
                batch);
        return batch.ToBatch($"org-{number}");
    }
}
