using System.Security.Cryptography;
using AtlassianAudit.Contracts.Security;
using Microsoft.AspNetCore.DataProtection;

namespace AtlassianAudit.Collector;

/// <summary>Reads a stored key at the place of its use, and keeps no copy.</summary>
internal sealed class SecretReader(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector(ProtectedSecret.Purpose);

    /// <exception cref="SecretUnreadableException">The key ring that protected it is not here.</exception>
    public string Read(ProtectedSecret secret)
    {
        try
        {
            return _protector.Unprotect(secret.Ciphertext);
        }
        catch (CryptographicException exception)
        {
            throw new SecretUnreadableException(secret, exception);
        }
    }
}

/// <summary>A stored key cannot be read any more.</summary>
internal sealed class SecretUnreadableException(ProtectedSecret secret, Exception inner) : Exception(
    $"The stored key {secret.Fingerprint} cannot be read: the Data Protection keys that protected it are not those of this collector. "
    + "Restore the key ring (the directory 'keys' of DataDirectory; in a cluster the shared store), or set the key again.", inner);
