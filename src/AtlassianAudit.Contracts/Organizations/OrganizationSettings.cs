using System.Collections.Immutable;
using AtlassianAudit.Contracts.Security;

namespace AtlassianAudit.Contracts.Organizations;

/// <summary>What an operator says about one Atlassian organization. Replaced as a whole; fields are only ever added.</summary>
[GenerateSerializer, Immutable, Alias("audit.organization-settings")]
public sealed record OrganizationSettings
{
    /// <summary>Atlassian's id of the organization: a UUID, in lower case.</summary>
    [Id(0)] public required string OrganizationId { get; init; }

    /// <summary>The name shown and written to <c>organization.name</c>.</summary>
    [Id(1)] public string Name { get; init; } = "";

    /// <summary>The MSP's customer, written to <c>labels.tenant</c>.</summary>
    [Id(2)] public string Tenant { get; init; } = "default";

    /// <summary>The data stream's namespace: <c>logs-atlassian_cloud.audit-&lt;namespace&gt;</c>.</summary>
    [Id(3)] public string Namespace { get; init; } = "default";

    /// <summary>Name of the destination.</summary>
    [Id(4)] public string Destination { get; init; } = "default";

    /// <summary>The organization API key with scope <c>read:events:admin</c>.</summary>
    [Id(5)] public required ProtectedSecret ApiKey { get; init; }

    /// <summary>The administrator whose key it is, whose 60 requests/minute are shared; null = a user of its own.</summary>
    [Id(6)] public string? ApiUser { get; init; }

    /// <summary>When Atlassian ends the key; null = unknown.</summary>
    [Id(7)] public DateTimeOffset? ApiKeyExpiresAt { get; init; }

    /// <summary>Base address of the Atlassian API; null = <c>Atlassian:BaseUrl</c>.</summary>
    [Id(8)] public string? BaseUrl { get; init; }

    /// <summary>Seconds between polls when caught up; at least 2.</summary>
    [Id(9)] public int PollIntervalSeconds { get; init; } = 300;

    /// <summary>How far back the first poll reaches, in seconds, counted from the organization's creation.</summary>
    [Id(10)] public int InitialLookbackSeconds { get; init; } = 86_400;

    /// <summary>Events per page, 1 to 500.</summary>
    [Id(11)] public int PageSize { get; init; } = 500;

    /// <summary>Keep the event's own bytes in <c>event.original</c>.</summary>
    [Id(12)] public bool PreserveOriginal { get; init; }

    /// <summary>Tags in place of the default ones; null = the default ones.</summary>
    [Id(13)] public ImmutableArray<string>? Tags { get; init; }

    /// <summary>False = paused.</summary>
    [Id(14)] public bool Enabled { get; init; } = true;

    /// <summary>A time in place of the lookback, for taking over from another collector.</summary>
    [Id(15)] public DateTimeOffset? StartFrom { get; init; }

    /// <summary>Key of the <see cref="ApiUsers.IApiUserGrain"/> that paces this organization.</summary>
    public string ApiUserKey => ApiUsers.ApiUserKey.Of(ApiUser, OrganizationId);
}
