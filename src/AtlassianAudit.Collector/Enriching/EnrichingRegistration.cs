using AtlassianAudit.Collector.Mapping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Collector.Enriching;

/// <summary>Registers what mapping may ask of addresses.</summary>
internal static class EnrichingRegistration
{
    public static IServiceCollection AddEnriching(this IServiceCollection services)
    {
        services.AddOptions<EnrichmentOptions>().BindConfiguration("Enrichment", binding => binding.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EnrichmentOptions>, EnrichmentOptionsRules>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EnrichingMetrics>();
        services.TryAddSingleton(provider => new AddressBook(
            provider.GetRequiredService<IOptions<EnrichmentOptions>>().Value,
            provider.GetRequiredService<EnrichingMetrics>(),
            provider.GetRequiredService<ILogger<AddressBook>>()));
        services.TryAddSingleton<IAddressBook>(provider => provider.GetRequiredService<AddressBook>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DatabaseWatch>());
        return services;
    }
}
