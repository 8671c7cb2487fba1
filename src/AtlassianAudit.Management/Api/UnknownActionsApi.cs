using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Management.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AtlassianAudit.Management.Api;

/// <summary><c>/organizations/{id}/unknown-actions</c>: the actions that the collector's table does not know, and what was made of them.</summary>
internal static class UnknownActionsApi
{
    public static void MapUnknownActions(this IEndpointRouteBuilder api) =>
        api.MapGet("/organizations/{organizationId}/unknown-actions", ListAsync).WithTags("Organizations").RequireAuthorization(Roles.Viewer).Produces<UnknownActions>();

    private static async Task<IResult> ListAsync(string organizationId, IGrainFactory grains) =>
        await OrganizationsApi.Grain(organizationId, grains).ListUnknownActionsAsync() is { } actions
            ? TypedResults.Json(actions, ApiJson.Readable.UnknownActions)
            : OrganizationsApi.Missing(organizationId);
}
