using AtlassianAudit.Contracts;
using AtlassianAudit.Host.Starting;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace AtlassianAudit.Host.Storage;

/// <summary>
/// The storage account that the silos of a cluster share. Its clients are registered under the key <c>audit</c>, which <c>Orleans:…:ServiceKey</c> names, because a
/// bare address in <c>Orleans:…:ConnectionString</c> gets no credential.
/// </summary>
internal static class AzureStorageAccount
{
    public static void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        if (!configuration.GetSection(AzureStorageOptions.Section).Exists())
            return;
        services.AddKeyedSingleton(GrainStorage.Name, Tables(Options(configuration)));
        services.AddKeyedSingleton(GrainStorage.Name, Blobs(configuration));
    }

    /// <summary>Where the key ring lies: beside the grains' state.</summary>
    public static BlobServiceClient Blobs(IConfiguration configuration)
    {
        var options = Options(configuration);
        if ((options.ConnectionString ?? configuration[$"{ClusterProviders.Storage}:ConnectionString"]) is { Length: > 0 } connection)
            return new BlobServiceClient(connection);
        return new BlobServiceClient(options.BlobServiceUri, Credential(options));
    }

    private static TableServiceClient Tables(AzureStorageOptions options) => options.ConnectionString is { Length: > 0 } connection
        ? new TableServiceClient(connection)
        : new TableServiceClient(options.TableServiceUri, Credential(options));

    private static DefaultAzureCredential Credential(AzureStorageOptions options) =>
        new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ManagedIdentityClientId, ExcludeInteractiveBrowserCredential = true });

    private static AzureStorageOptions Options(IConfiguration configuration) =>
        configuration.GetSection(AzureStorageOptions.Section).Get<AzureStorageOptions>() ?? new AzureStorageOptions();
}
