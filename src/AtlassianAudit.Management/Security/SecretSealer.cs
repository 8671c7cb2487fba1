using System.Security.Cryptography;
using System.Text;
using AtlassianAudit.Contracts.Security;
using Microsoft.AspNetCore.DataProtection;

namespace AtlassianAudit.Management.Security;

/// <summary>Encrypts keys at the edge: behind it there are only <see cref="ProtectedSecret"/>s.</summary>
internal sealed class SecretSealer(IDataProtectionProvider protection)
{
    private const int FingerprintDigits = 8;
    private readonly IDataProtector _protector = protection.CreateProtector(ProtectedSecret.Purpose);

    public ProtectedSecret Seal(string secret) => new(_protector.Protect(secret), Fingerprint(secret));

    private static string Fingerprint(string secret) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))[..FingerprintDigits]}";
}
