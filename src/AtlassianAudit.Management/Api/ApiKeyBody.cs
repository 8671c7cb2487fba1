namespace AtlassianAudit.Management.Api;

/// <summary>What a PUT says about a new key. The expiry of the former one says nothing about it, so what is left out is unknown.</summary>
internal sealed record ApiKeyBody
{
    private const int LongestKey = 4096;
    private const int LongestUser = 200;

    public string? ApiKey { get; set; }
    public string? ApiUser { get; set; }
    public DateTimeOffset? ApiKeyExpiresAt { get; set; }

    public void Check(BodyErrors errors)
    {
        errors.Check(ApiKey is not null, "apiKey", "is missing: send the new key");
        errors.Check(ApiKey is null || Texts.IsKey(ApiKey, LongestKey), "apiKey", $"must be 1 to {LongestKey} characters that a header may carry, without spaces");
        errors.Check(Texts.IsLabel(ApiUser ?? "x", LongestUser), "apiUser", Texts.LabelRule(LongestUser));
    }
}
