using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Security;

namespace AtlassianAudit.Management.Api;

/// <summary>What a PUT says about an organization. What is left out returns to its default; an <c>apiKey</c> left out stays.</summary>
internal sealed record OrganizationBody
{
    private const int ShortestPollInterval = 2;
    private const int LongestPollInterval = 86_400;
    private const int LargestPage = 500;
    private const int LongestLookback = AtlassianRetention.Days * 86_400;
    private const int MostTags = 20;
    private const int LongestText = 200;
    private const int LongestTenant = 100;
    private const int LongestKey = 4096;

    public string? Name { get; set; }
    public string? Tenant { get; set; }
    public string? Namespace { get; set; }
    public string? Destination { get; set; }
    public string? ApiKey { get; set; }
    public string? ApiUser { get; set; }
    public DateTimeOffset? ApiKeyExpiresAt { get; set; }
    public string? BaseUrl { get; set; }
    public int? PollIntervalSeconds { get; set; }
    public int? InitialLookbackSeconds { get; set; }
    public int? PageSize { get; set; }
    public bool? PreserveOriginal { get; set; }
    public string[]? Tags { get; set; }
    public bool? Enabled { get; set; }
    public DateTimeOffset? StartFrom { get; set; }

    /// <summary>Every rule that needs nothing but the body and the clock.</summary>
    public void Check(BodyErrors errors, bool isNew, AtlassianHosts hosts, DateTimeOffset now)
    {
        errors.Check(Texts.IsLabel(Name ?? "x", LongestText), "name", Texts.LabelRule(LongestText));
        errors.Check(Texts.IsLabel(Tenant ?? "x", LongestTenant), "tenant", Texts.LabelRule(LongestTenant));
        if (Namespace is not null && DataStreams.NamespaceProblem(Namespace) is { } problem)
            errors.Add("namespace", problem);
        errors.Check(Destination is null || Texts.IsName(Destination), "destination", Texts.NameRule);
        errors.Check(ApiKey is not null || !isNew, "apiKey", "is missing: a new organization needs one");
        errors.Check(ApiKey is null || Texts.IsKey(ApiKey, LongestKey), "apiKey", $"must be 1 to {LongestKey} characters that a header may carry, without spaces");
        errors.Check(Texts.IsLabel(ApiUser ?? "x", LongestText), "apiUser", Texts.LabelRule(LongestText));
        if (BaseUrl is not null && hosts.Problem(BaseUrl) is { } address)
            errors.Add("baseUrl", address);
        errors.CheckRange("pollIntervalSeconds", PollIntervalSeconds, ShortestPollInterval, LongestPollInterval);
        errors.CheckRange("initialLookbackSeconds", InitialLookbackSeconds, 0, LongestLookback);
        errors.CheckRange("pageSize", PageSize, 1, LargestPage);
        errors.Check(Tags is null || (Tags.Length <= MostTags && Tags.All(tag => Texts.IsLabel(tag, LongestTenant))), "tags", $"must be at most {MostTags} texts of 1 to {LongestTenant} characters, without spaces at their begin or end");
        errors.Check(StartFrom is null || StartFrom <= now, "startFrom", "must not lie in the future");
        errors.Check(StartFrom is null || !isNew || StartFrom >= now.AddDays(-AtlassianRetention.Days), "startFrom", $"must be within the last {AtlassianRetention.Days} days: Atlassian keeps no more");
        errors.Check(StartFrom is null || InitialLookbackSeconds is null, "startFrom", "takes the place of initialLookbackSeconds: give one of them");
    }

    public OrganizationSettings ToSettings(string organizationId, ProtectedSecret apiKey)
    {
        var defaults = new OrganizationSettings { OrganizationId = organizationId, ApiKey = apiKey };
        return defaults with
        {
            Name = Name ?? organizationId,
            Tenant = Tenant ?? defaults.Tenant,
            Namespace = Namespace ?? defaults.Namespace,
            Destination = Destination ?? defaults.Destination,
            ApiUser = ApiUser,
            ApiKeyExpiresAt = ApiKeyExpiresAt,
            BaseUrl = BaseUrl,
            PollIntervalSeconds = PollIntervalSeconds ?? defaults.PollIntervalSeconds,
            InitialLookbackSeconds = InitialLookbackSeconds ?? defaults.InitialLookbackSeconds,
            PageSize = PageSize ?? defaults.PageSize,
            PreserveOriginal = PreserveOriginal ?? defaults.PreserveOriginal,
            Tags = Tags is null ? null : [.. Tags],
            Enabled = Enabled ?? defaults.Enabled,
            StartFrom = StartFrom,
        };
    }

}
