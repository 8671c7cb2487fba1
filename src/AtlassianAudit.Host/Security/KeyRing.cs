using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AtlassianAudit.Host.Starting;
using Microsoft.AspNetCore.DataProtection;
using StackExchange.Redis;

namespace AtlassianAudit.Host.Security;

/// <summary>
/// The keys that protect stored keys, loaded before the silo starts and never behind a grain: owner-only files beside the state they protect on one machine,
/// in the shared store, under a certificate, in a cluster.
/// </summary>
internal static class KeyRing
{
    private const string RedisKey = "atlassian-audit/keys";

    public static IServiceCollection AddKeyRing(this IServiceCollection services, IConfiguration configuration, DataDirectory? data)
    {
        var secrets = configuration.GetSection(SecretsOptions.Section).Get<SecretsOptions>() ?? new SecretsOptions();
        var ring = services.AddDataProtection().SetApplicationName("AtlassianAudit");
        if (data is not null)
            ring.PersistKeysToFileSystem(new DirectoryInfo(data.KeyRing));
        else
            Share(ring, configuration);

        if (secrets.CertificatePath is { Length: > 0 } path)
            ring.ProtectKeysWithCertificate(Read(path, secrets.CertificatePassword));
        else if (data is null && !secrets.AllowUnprotectedKeyRing)
            throw new StartUpException(
                "The key ring of a cluster lies in the shared store and needs a certificate. Set Secrets:CertificatePath to a PKCS#12 file that every silo has, "
                + "or Secrets:AllowUnprotectedKeyRing to true where nobody else reads that store.");
        return services;
    }

    private static void Share(IDataProtectionBuilder ring, IConfiguration configuration)
    {
        var provider = configuration[$"{ClusterProviders.Storage}:ProviderType"];
        if (provider != ClusterProviders.Redis || configuration[$"{ClusterProviders.Storage}:ConnectionString"] is not { Length: > 0 } connection)
            throw new StartUpException(
                $"{ClusterProviders.Storage}:ProviderType is {provider}, and where the key ring is to lie beside it is not known. Use Redis with a ConnectionString.");

        // Lives as long as the process: Data Protection reads the ring again every day.
        var redis = ConnectionMultiplexer.Connect(connection);
        ring.PersistKeysToStackExchangeRedis(redis, RedisKey);
    }

    private static X509Certificate2 Read(string path, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(path, password);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartUpException($"Secrets:CertificatePath names {path}, which cannot be read ({exception.Message}). It must be a PKCS#12 file, with Secrets:CertificatePassword where it has one.");
        }
    }
}
