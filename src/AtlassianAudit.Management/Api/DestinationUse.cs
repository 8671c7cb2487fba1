using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;
using Microsoft.AspNetCore.Http;

namespace AtlassianAudit.Management.Api;

/// <summary>A destination is not taken from organizations that deliver there: neither as a whole nor from their tenant.</summary>
internal static class DestinationUse
{
    /// <summary>Why it cannot be deleted; null = it can.</summary>
    public static ApiProblem? AgainstDeleting(string name, IReadOnlyList<OrganizationStatus> organizations) =>
        Problem([.. organizations.Where(organization => organization.Destination == name)], $"to {name}", "Move or delete them first.");

    /// <summary>Why it cannot be replaced; null = it can. Whom it was closed to already loses nothing.</summary>
    public static ApiProblem? AgainstReplacing(DestinationSettings known, DestinationSettings settings, IReadOnlyList<OrganizationStatus> organizations) => Problem(
        [.. organizations.Where(organization => organization.Destination == known.Name && known.IsOpenTo(organization.Tenant) && !settings.IsOpenTo(organization.Tenant))],
        $"to {known.Name} that tenants leaves out",
        "Move or delete them first, or keep their tenants in the list.");

    private static ApiProblem? Problem(IReadOnlyList<OrganizationStatus> losing, string where, string remedy) => losing.Count == 0 ? null : new ApiProblem(
        StatusCodes.Status409Conflict,
        "destination_in_use",
        $"{(losing.Count == 1 ? "1 organization delivers" : $"{losing.Count} organizations deliver")} {where}, for example {losing[0].OrganizationId}. {remedy}");
}
