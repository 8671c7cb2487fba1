using AtlassianAudit.Host.Starting;
using Microsoft.AspNetCore.DataProtection;

namespace AtlassianAudit.Host.Security;

/// <summary>The keys that protect stored keys: owner-only files beside the state they protect, loaded before the silo starts.</summary>
internal static class KeyRing
{
    public static IServiceCollection AddKeyRing(this IServiceCollection services, DataDirectory data)
    {
        services.AddDataProtection().SetApplicationName("AtlassianAudit").PersistKeysToFileSystem(new DirectoryInfo(data.KeyRing));
        return services;
    }
}
