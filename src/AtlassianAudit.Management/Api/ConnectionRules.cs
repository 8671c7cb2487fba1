using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AtlassianAudit.Management.Api;

/// <summary>What a body may say about how to reach and convince a server.</summary>
internal static class ConnectionRules
{
    private const int LongestName = 200;
    private const int LongestKey = 4096;
    private const int FingerprintDigits = 64;

    public static void CheckCredential(BodyErrors errors, string? apiKey, string? username, string? password, bool passwordIsKnown)
    {
        errors.Check(apiKey is null || Texts.IsKey(apiKey, LongestKey), "apiKey", $"must be 1 to {LongestKey} characters that a header may carry, without spaces");
        errors.Check(apiKey is null || (username is null && password is null), "apiKey", "takes the place of username and password: give one of them");
        errors.Check(username is null || (Texts.IsLabel(username, LongestName) && !username.Contains(':', StringComparison.Ordinal)), "username", $"{Texts.LabelRule(LongestName)}, and without ':'");
        errors.Check(username is null || password is not null || passwordIsKnown, "password", "is missing");
        errors.Check(password is null || username is not null, "username", "is missing");
    }

    public static void CheckWay(BodyErrors errors, string? certificateFingerprint, string? caCertificate, string? proxy)
    {
        errors.Check(certificateFingerprint is null || IsFingerprint(certificateFingerprint), "certificateFingerprint", "must be the SHA-256 of a certificate: 64 hexadecimal digits");
        errors.Check(caCertificate is null || IsCertificate(caCertificate), "caCertificate", "must be a certificate in PEM");
        errors.Check(proxy is null || HttpAddress.Parse(proxy) is not null, "proxy", "must be an address such as http://proxy.example:3128");
    }

    private static bool IsFingerprint(string text) =>
        text.Replace(":", "", StringComparison.Ordinal) is { Length: FingerprintDigits } digits && digits.All(char.IsAsciiHexDigit);

    private static bool IsCertificate(string pem)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            // The operator is told what it must be.
            return false;
        }
    }
}
