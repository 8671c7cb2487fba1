namespace AtlassianAudit.Host.Starting;

/// <summary>Azure's providers are in the build with <c>-p:AzureStorage=true</c> only; any other says so instead of failing somewhere inside Orleans.</summary>
internal static class AzureProviders
{
    public static void Check(IConfiguration configuration)
    {
#if !AZURE_STORAGE
        var wanted = configuration.GetSection("Orleans").AsEnumerable()
            .FirstOrDefault(setting => setting.Key.EndsWith(":ProviderType", StringComparison.OrdinalIgnoreCase)
                && (setting.Value?.StartsWith("Azure", StringComparison.OrdinalIgnoreCase) ?? false));
        if (wanted.Value is not null)
            throw new StartUpException($"{wanted.Key} is {wanted.Value}, which this build does not hold. Build with -p:AzureStorage=true, or choose another ProviderType.");
#endif
    }
}
