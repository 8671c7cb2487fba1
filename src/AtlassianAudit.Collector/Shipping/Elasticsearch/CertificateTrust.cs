using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>Trusts what the destination names: one certificate by its fingerprint, or one authority. Null = what the system trusts.</summary>
internal static class CertificateTrust
{
    public static RemoteCertificateValidationCallback? For(ElasticsearchConnection connection)
    {
        if (connection.CertificateFingerprint is { } fingerprint)
        {
            var wanted = Convert.FromHexString(fingerprint.Replace(":", "", StringComparison.Ordinal));
            return (_, certificate, chain, _) => Matches(certificate, wanted) || (chain?.ChainElements.Any(element => Matches(element.Certificate, wanted)) ?? false);
        }

        if (connection.CaCertificate is not { } pem)
            return null;

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        return (_, certificate, _, errors) => certificate is not null
            && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0
            && ChainsTo(authorities, new X509Certificate2(certificate));
    }

    private static bool Matches(X509Certificate? certificate, byte[] wanted) =>
        certificate is not null && CryptographicOperations.FixedTimeEquals(certificate.GetCertHash(HashAlgorithmName.SHA256), wanted);

    private static bool ChainsTo(X509Certificate2Collection authorities, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
