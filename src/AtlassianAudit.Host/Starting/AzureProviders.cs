using AtlassianAudit.Host.Storage;

namespace AtlassianAudit.Host.Starting;

/// <summary>Azure's providers are in the build with <c>-p:AzureStorage=true</c> only; any other says so instead of failing somewhere inside Orleans.</summary>
internal static class AzureProviders
{
    /// <summary>True for a <c>ProviderType</c> of Azure Storage.</summary>
    public static bool Provides(string? providerType) => providerType is "AzureTableStorage" or "AzureBlobStorage";

    public static void Check(IConfiguration configuration)
    {
#if !AZURE_STORAGE
        var wanted = configuration.GetSection("Orleans").AsEnumerable()
            .FirstOrDefault(setting => setting.Key.EndsWith(":ProviderType", StringComparison.OrdinalIgnoreCase) && Provides(setting.Value));
        if (wanted.Value is not null)
            throw new StartUpException($"{wanted.Key} is {wanted.Value}, which this build does not hold. Build with -p:AzureStorage=true, or choose another ProviderType.");
#endif
    }

    /// <summary>Adds the clients of the account that <c>AzureStorage</c> describes, where this build holds them.</summary>
    public static IServiceCollection AddAzureProviders(this IServiceCollection services, IConfiguration configuration)
    {
#if AZURE_STORAGE
        AzureStorageAccount.AddTo(services, configuration);
#endif
        return services;
    }

    /// <summary>What an answer of Azure that stops the start means, in one sentence.</summary>
    public static string Explain(Exception exception) =>
        $"Azure Storage cannot be reached or refuses ({exception.Message.Split('\n')[0].Trim()}). Check {AzureStorageOptions.Section}:…, and that the identity has the roles "
        + "Storage Table Data Contributor and Storage Blob Data Contributor.";

    /// <summary>What is missing for a <c>ServiceKey</c>, as a whole sentence; null = nothing.</summary>
    public static string? Missing(IConfiguration configuration, string section)
    {
        if (configuration[$"{section}:ServiceKey"] is not { Length: > 0 } key)
            return $"{section}:ProviderType is {configuration[$"{section}:ProviderType"]}, and {section}:ServiceKey is missing. Set it to {Contracts.GrainStorage.Name}, as appsettings.AzureStorage.json does, or set {section}:ConnectionString.";
        if (key != Contracts.GrainStorage.Name)
            return $"{section}:ServiceKey is {key}, and there is no such account. Set it to {Contracts.GrainStorage.Name}, which {AzureStorageOptions.Section}:… describes.";
        var account = configuration.GetSection(AzureStorageOptions.Section);
        if (!string.IsNullOrEmpty(account[nameof(AzureStorageOptions.ConnectionString)]))
            return null;
        var name = new[] { nameof(AzureStorageOptions.TableServiceUri), nameof(AzureStorageOptions.BlobServiceUri) }.FirstOrDefault(name => !Uri.TryCreate(account[name], UriKind.Absolute, out _));
        return name is null ? null : $"{AzureStorageOptions.Section}:{name} is no address. Set it to the account's, such as https://account.{(name.StartsWith('T') ? "table" : "blob")}.core.windows.net.";
    }
}
