using AtlassianAudit.Contracts;

namespace AtlassianAudit.Host.Starting;

/// <summary>Finds what is missing in a cluster's settings, and says it before Orleans fails on it somewhere inside.</summary>
internal static class ClusterProviders
{
    /// <summary>How silos find each other.</summary>
    public const string Clustering = "Orleans:Clustering";

    /// <summary>Where the grains' state is kept.</summary>
    public const string Storage = $"Orleans:GrainStorage:{GrainStorage.Name}";

    /// <summary>Where reminders are kept.</summary>
    public const string Reminders = "Orleans:Reminders";

    /// <summary>True where several silos make one cluster.</summary>
    public static bool IsCluster(IConfiguration configuration) => configuration[$"{Clustering}:ProviderType"] is { Length: > 0 } provider && provider != "Development";

    /// <summary>True for a <c>ProviderType</c> of Redis, by any of its names.</summary>
    public static bool IsRedis(string? providerType) => providerType is "Redis" or "AzureRedisCache";

    /// <summary>What a section names as its server, by itself or by a name under <c>ConnectionStrings</c>; null = nothing.</summary>
    public static string? ConnectionString(IConfiguration configuration, string section) =>
        configuration[$"{section}:ConnectionString"] is { Length: > 0 } own ? own
        : configuration[$"{section}:ConnectionName"] is { Length: > 0 } name ? configuration.GetConnectionString(name)
        : null;

    public static void Check(IConfiguration configuration)
    {
        var chosen = IsCluster(configuration) ? Clustering : string.IsNullOrEmpty(configuration[$"{Storage}:ProviderType"]) ? null : Storage;
        foreach (var section in new[] { Clustering, Storage, Reminders })
        {
            var provider = configuration[$"{section}:ProviderType"];
            if (chosen is not null && string.IsNullOrEmpty(provider))
                throw new StartUpException(
                    $"{chosen}:ProviderType is {configuration[$"{chosen}:ProviderType"]}, and {section}:ProviderType is missing: clustering, storage and reminders are chosen together. Set it, as appsettings.Redis.json does.");
            if (ConnectionString(configuration, section) is not null)
                continue;
            if (AzureProviders.Provides(provider) && AzureProviders.Missing(configuration, section) is { } missing)
                throw new StartUpException(missing);
            if (IsRedis(provider))
                throw new StartUpException($"{section}:ProviderType is {provider}, and {section}:ConnectionString is missing. Set it to the server's address, such as redis.example:6379.");
        }
    }
}
