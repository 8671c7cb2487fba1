namespace AtlassianAudit.Host.Storage;

/// <summary>The Azure storage account of a cluster, in builds with <c>-p:AzureStorage=true</c>. Section <c>AzureStorage</c>.</summary>
internal sealed class AzureStorageOptions
{
    public const string Section = "AzureStorage";

    /// <summary>The account's table endpoint, such as <c>https://account.table.core.windows.net</c>; reached with the managed (or workload) identity.</summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary>The account's blob endpoint, such as <c>https://account.blob.core.windows.net</c>; reached in the same way.</summary>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>The client id of a user-assigned identity; null = the system's own.</summary>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>In place of both addresses, where there is no identity: a connection string with the account's key.</summary>
    public string? ConnectionString { get; set; }
}
