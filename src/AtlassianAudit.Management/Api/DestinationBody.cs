using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Management.Security;

namespace AtlassianAudit.Management.Api;

/// <summary>What a PUT, or a section of the settings, says about a destination. What is left out returns to its default; a credential left out stays.</summary>
internal sealed record DestinationBody
{
    private const int MostUrls = 32;
    private const int LongestText = 200;
    private const int SmallestRequest = 64 * 1024;
    private const int LargestRequest = 50 * 1024 * 1024;

    public string[]? Urls { get; set; }
    public string? ApiKey { get; set; }
    public string? Username { get; set; }
    public string? Password { get; set; }
    public string? Pipeline { get; set; }
    public bool? Compression { get; set; }
    public int? MaxRequestBytes { get; set; }
    public bool? SetUpTemplates { get; set; }
    public string? CertificateFingerprint { get; set; }
    public string? CaCertificate { get; set; }
    public string? Proxy { get; set; }
    public int? RequestTimeoutSeconds { get; set; }
    public int? RetentionDays { get; set; }
    public string[]? Tenants { get; set; }

    public void Check(BodyErrors errors, DestinationSettings? known)
    {
        errors.Check(Urls is { Length: >= 1 and <= MostUrls } && Urls.All(url => HttpAddress.Parse(url ?? "") is not null), "urls", $"must be 1 to {MostUrls} addresses such as https://elasticsearch.example:9200, without user and query");
        ConnectionRules.CheckCredential(errors, ApiKey, Username, Password, passwordIsKnown: known?.Password is not null);
        errors.Check(Texts.IsLabel(Pipeline ?? "x", LongestText), "pipeline", $"{Texts.LabelRule(LongestText)}; _none = no pipeline");
        errors.CheckRange("maxRequestBytes", MaxRequestBytes, SmallestRequest, LargestRequest);
        errors.CheckRange("requestTimeoutSeconds", RequestTimeoutSeconds, 1, 300);
        errors.CheckRange("retentionDays", RetentionDays, 1, 36_500);
        ConnectionRules.CheckWay(errors, CertificateFingerprint, CaCertificate, Proxy);
        errors.Check(Tenants is null || Tenants.All(tenant => Texts.IsLabel(tenant, 100)), "tenants", "must be texts of 1 to 100 characters, without spaces at their begin or end");
    }

    public DestinationSettings ToSettings(string name, DestinationSettings? known, SecretSealer sealer)
    {
        var defaults = new DestinationSettings { Name = name, Urls = [.. Urls!] };
        var keepsKey = ApiKey is null && Username is null;
        return defaults with
        {
            ApiKey = ApiKey is not null ? sealer.Seal(ApiKey) : keepsKey ? known?.ApiKey : null,
            Username = Username ?? (keepsKey ? known?.Username : null),
            Password = Password is not null ? sealer.Seal(Password) : ApiKey is null ? known?.Password : null,
            Pipeline = Pipeline ?? defaults.Pipeline,
            Compression = Compression ?? defaults.Compression,
            MaxRequestBytes = MaxRequestBytes ?? defaults.MaxRequestBytes,
            SetUpTemplates = SetUpTemplates ?? defaults.SetUpTemplates,
            CertificateFingerprint = CertificateFingerprint,
            CaCertificate = CaCertificate,
            Proxy = Proxy,
            RequestTimeoutSeconds = RequestTimeoutSeconds ?? defaults.RequestTimeoutSeconds,
            RetentionDays = RetentionDays,
            Tenants = Tenants is null ? null : [.. Tenants],
        };
    }
}

/// <summary>A destination as it is shown: never a secret.</summary>
internal sealed record DestinationView(
    string Name,
    IReadOnlyList<string> Urls,
    CredentialView Credential,
    string Pipeline,
    bool Compression,
    int MaxRequestBytes,
    bool SetUpTemplates,
    string? CertificateFingerprint,
    string? CaCertificate,
    string? Proxy,
    int RequestTimeoutSeconds,
    int? RetentionDays,
    IReadOnlyList<string>? Tenants)
{
    public static DestinationView Of(DestinationSettings settings) => new(
        settings.Name,
        settings.Urls,
        settings switch
        {
            { ApiKey: { } key } => new CredentialView("apiKey", null, key.Fingerprint),
            { Username: { } username } => new CredentialView("basic", username, settings.Password?.Fingerprint),
            _ => new CredentialView("none", null, null),
        },
        settings.Pipeline,
        settings.Compression,
        settings.MaxRequestBytes,
        settings.SetUpTemplates,
        settings.CertificateFingerprint,
        settings.CaCertificate,
        settings.Proxy,
        settings.RequestTimeoutSeconds,
        settings.RetentionDays,
        settings.Tenants is { } tenants ? tenants : null);
}

/// <summary>How a destination is signed in to.</summary>
internal sealed record CredentialView(string Type, string? Username, string? Fingerprint);

/// <summary>All destinations.</summary>
internal sealed record DestinationPage(IReadOnlyList<DestinationView> Items);
