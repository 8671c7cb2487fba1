using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Management.Security;

namespace AtlassianAudit.Management.Api;

/// <summary>What a POST says about the Kibana that gets the dashboards. Without a credential the destination's own is used; nothing of it is stored.</summary>
internal sealed record KibanaBody
{
    private const string DefaultSpace = "default";
    private const int LongestSpace = 100;

    public string? Url { get; set; }
    public string? Space { get; set; }
    public string? ApiKey { get; set; }
    public string? Username { get; set; }
    public string? Password { get; set; }
    public string? CertificateFingerprint { get; set; }
    public string? CaCertificate { get; set; }
    public string? Proxy { get; set; }

    public void Check(BodyErrors errors)
    {
        errors.Check(HttpAddress.Parse(Url ?? "") is not null, "url", "must be Kibana's address such as https://kibana.example:5601, with its base path where it has one, without user and query");
        errors.Check(Space is null || IsSpace(Space), "space", $"must be a space's id: 1 to {LongestSpace} of the characters a to z, 0 to 9, '_' and '-'");
        ConnectionRules.CheckCredential(errors, ApiKey, Username, Password, passwordIsKnown: false);
        ConnectionRules.CheckWay(errors, CertificateFingerprint, CaCertificate, Proxy);
    }

    public KibanaTarget ToTarget(SecretSealer sealer) => new()
    {
        Url = Url!,
        Space = Space ?? DefaultSpace,
        ApiKey = ApiKey is null ? null : sealer.Seal(ApiKey),
        Username = Username,
        Password = Password is null ? null : sealer.Seal(Password),
        CertificateFingerprint = CertificateFingerprint,
        CaCertificate = CaCertificate,
        Proxy = Proxy,
    };

    /// <summary>As Kibana itself defines them.</summary>
    private static bool IsSpace(string text) =>
        text.Length is >= 1 and <= LongestSpace && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');
}
