using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AtlassianAudit.Host.Starting;
#if AZURE_STORAGE
using AtlassianAudit.Host.Storage;
#endif
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
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
        var secrets = configuration.GetSection(SecretsOptions.Section).Get<SecretsOptions>(binding => binding.ErrorOnUnknownConfiguration = true) ?? new SecretsOptions();
        var ring = services.AddDataProtection().SetApplicationName("AtlassianAudit");
        if (data is not null)
            ring.PersistKeysToFileSystem(new DirectoryInfo(data.KeyRing));
        else
            Share(ring, configuration);

        if (secrets.CertificatePath is { Length: > 0 } path)
        {
            ring.ProtectKeysWithCertificate(Read(path, secrets.CertificatePassword, nameof(SecretsOptions.CertificatePath)));
            if (secrets.PreviousCertificatePath is { Length: > 0 } previous)
                ring.UnprotectKeysWithAnyCertificate(Read(previous, secrets.PreviousCertificatePassword, nameof(SecretsOptions.PreviousCertificatePath)));
        }
        else if (data is null && !secrets.AllowUnprotectedKeyRing)
            throw new StartUpException(
                "The key ring of a cluster lies in the shared store and needs a certificate. Set Secrets:CertificatePath to a PKCS#12 file that every silo has, "
                + "or Secrets:AllowUnprotectedKeyRing to true where nobody else reads that store.");
        return services;
    }

    /// <summary>Loads the ring before the silo starts. With another certificate than it was made under, a new key would be made, and every stored key look damaged.</summary>
    public static void Check(IServiceProvider services)
    {
        var keys = services.GetRequiredService<IKeyManager>().GetAllKeys();
        if (keys.Count > 0 && !keys.Any(Opens))
            throw new StartUpException("No key of the key ring can be opened: they were made under another certificate. Set Secrets:CertificatePath to that one, or, where a new one takes its place, Secrets:PreviousCertificatePath.");
    }

    private static bool Opens(IKey key)
    {
        try
        {
            return key.CreateEncryptor() is not null;
        }
        catch (Exception exception) when (exception is CryptographicException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Share(IDataProtectionBuilder ring, IConfiguration configuration)
    {
        var provider = configuration[$"{ClusterProviders.Storage}:ProviderType"];
#if AZURE_STORAGE
        if (AzureProviders.Provides(provider))
        {
            Keep(new BlobKeyRepository(AzureStorageAccount.Blobs(configuration)));
            return;
        }
#endif
        if (!ClusterProviders.IsRedis(provider) || ClusterProviders.ConnectionString(configuration, ClusterProviders.Storage) is not { } connection)
            throw new StartUpException(
                $"{ClusterProviders.Storage}:ProviderType is {provider}, and where the key ring is to lie beside it is not known. Use Redis with a ConnectionString, or Azure Storage.");

        // Lives as long as the process: Data Protection reads the ring again every day.
        Keep(new RedisKeyRepository(Connect(connection).GetDatabase(), RedisKey));

        void Keep(IXmlRepository repository) => ring.Services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = repository);
    }

    private static ConnectionMultiplexer Connect(string connection)
    {
        try
        {
            return ConnectionMultiplexer.Connect(connection);
        }
        catch (ArgumentException exception)
        {
            // Its message names the word that is wrong, and not what stands behind it.
            throw new StartUpException($"{ClusterProviders.Storage}:ConnectionString cannot be read ({exception.Message}). Correct it: redis.example:6379,password=… for example.");
        }
    }

    private static X509Certificate2 Read(string path, string? password, string setting)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password);
            return certificate.GetRSAPrivateKey() is not null ? certificate
                : throw new StartUpException($"Secrets:{setting} names {path}, which holds no RSA private key. Export the certificate together with its key.");
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartUpException($"Secrets:{setting} names {path}, which cannot be read ({exception.Message}). It must be a PKCS#12 file, with its password beside it where it has one.");
        }
    }
}
