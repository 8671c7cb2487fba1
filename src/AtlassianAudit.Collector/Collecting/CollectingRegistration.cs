using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>Registers the second stage.</summary>
internal static class CollectingRegistration
{
    public static IServiceCollection AddCollecting(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SecretReader>();
        services.TryAddSingleton<PageDelivery>();
        services.TryAddSingleton<FormerHoldings>();
        services.TryAddSingleton<DeadLetterListing>();
        services.TryAddSingleton<PageReconciliation>();
        services.TryAddSingleton<CollectingMetrics>();
        services.TryAddSingleton<KeyCensus>();
        services.TryAddSingleton<SleepingOrganizations>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OrganizationWaker>());
        return services;
    }
}
