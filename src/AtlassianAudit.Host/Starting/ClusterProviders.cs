using AtlassianAudit.Contracts;

namespace AtlassianAudit.Host.Starting;

/// <summary>Finds what is missing in a cluster's settings, and says it before Orleans fails on it somewhere inside.</summary>
internal static class ClusterProviders
{
    public const string Redis = "Redis";

    /// <summary>How silos find each other.</summary>
    public const string Clustering = "Orleans:Clustering";

    /// <summary>Where the grains' state is kept.</summary>
    public const string Storage = $"Orleans:GrainStorage:{GrainStorage.Name}";

    /// <summary>Where reminders are kept.</summary>
    public const string Reminders = "Orleans:Reminders";

    /// <summary>True where several silos make one cluster.</summary>
    public static bool IsCluster(IConfiguration configuration) => configuration[$"{Clustering}:ProviderType"] is { Length: > 0 } provider && provider != "Development";

    public static void Check(IConfiguration configuration)
    {
        foreach (var section in new[] { Clustering, Storage, Reminders })
        {
            var provider = configuration[$"{section}:ProviderType"];
            if (IsCluster(configuration) && string.IsNullOrEmpty(provider))
                throw new StartUpException(
                    $"{Clustering}:ProviderType is {configuration[$"{Clustering}:ProviderType"]}, and {section}:ProviderType is missing: the silos of a cluster share one store. Set it, as appsettings.Redis.json does.");
            if (AzureProviders.Provides(provider) && string.IsNullOrEmpty(configuration[$"{section}:ConnectionString"]) && AzureProviders.Missing(configuration, section) is { } missing)
                throw new StartUpException(missing);
            if (provider == Redis && string.IsNullOrEmpty(configuration[$"{section}:ConnectionString"]) && string.IsNullOrEmpty(configuration[$"{section}:ServiceKey"]))
                throw new StartUpException($"{section}:ProviderType is {Redis}, and {section}:ConnectionString is missing. Set it to the server's address, such as redis.example:6379.");
        }
    }
}
