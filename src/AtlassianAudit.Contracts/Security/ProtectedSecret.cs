namespace AtlassianAudit.Contracts.Security;

/// <summary>A key that only the place of its use can read: what messages and state carry instead of the key itself.</summary>
/// <param name="Ciphertext">The key under Data Protection, with <see cref="Purpose"/>.</param>
/// <param name="Fingerprint"><c>sha256:</c> and the first 8 hexadecimal digits of the key's SHA-256: safe to show and to log.</param>
[GenerateSerializer, Immutable, Alias("audit.protected-secret")]
public sealed record ProtectedSecret(
    [property: Id(0)] string Ciphertext,
    [property: Id(1)] string Fingerprint)
{
    /// <summary>The Data Protection purpose that both sides use.</summary>
    public const string Purpose = "AtlassianAudit.ProtectedSecret.v1";

    /// <summary>The fingerprint only, so that no log or exception text ever carries the ciphertext.</summary>
    public override string ToString() => Fingerprint;
}
