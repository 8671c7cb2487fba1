namespace AtlassianAudit.Host.Security;

/// <summary>How stored keys are protected. Section <c>Secrets</c>.</summary>
internal sealed class SecretsOptions
{
    public const string Section = "Secrets";

    /// <summary>A PKCS#12 file with the certificate and its private key that protect the key ring; null = none. Every silo of a cluster needs the same.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>The file's password; null = none.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>The certificate before it, whose keys are still opened while they are in use (up to the oldest stored key); null = none.</summary>
    public string? PreviousCertificatePath { get; set; }

    /// <summary>That file's password; null = none.</summary>
    public string? PreviousCertificatePassword { get; set; }

    /// <summary>
    /// Lets a cluster start without a certificate: whoever reads the shared store can then read the keys of all organizations. Default: false. On one machine the
    /// ring is in files of the collector's user, and needs none.
    /// </summary>
    public bool AllowUnprotectedKeyRing { get; set; }
}
