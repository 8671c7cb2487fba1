using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>Registers the fourth stage.</summary>
internal static class ShippingRegistration
{
    public static IServiceCollection AddShipping(this IServiceCollection services)
    {
        services.AddOptions<ShippingOptions>().BindConfiguration("Shipping", binding => binding.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ShippingOptions>, ShippingOptionsRules>());
        services.TryAddSingleton<SecretReader>();
        services.TryAddSingleton<Connecting>();
        services.TryAddSingleton<ShippingMetrics>();
        services.TryAddSingleton<DestinationPipelines>();
        return services;
    }
}
