using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Collector.Collecting;
using AtlassianAudit.Collector.Enriching;
using AtlassianAudit.Collector.Shipping;
using Microsoft.Extensions.DependencyInjection;

namespace AtlassianAudit.Collector;

/// <summary>The collector's four stages, in the order of the flow, and what enriches the third.</summary>
public static class CollectorRegistration
{
    /// <summary>
    /// Adds the collector to a silo. It needs a grain storage named <see cref="Contracts.GrainStorage.Name"/>, a reminder service and Data Protection, and
    /// reads the sections <c>Atlassian</c>, <c>Enrichment</c> and <c>Shipping</c> of the configuration; wrong options stop the start.
    /// </summary>
    public static IServiceCollection AddCollector(this IServiceCollection services) =>
        services.AddEnriching().AddAtlassian().AddCollecting().AddShipping();
}
