using AtlassianAudit.Contracts.ApiUsers;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Management.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AtlassianAudit.Management.Api;

/// <summary><c>/limits</c>: what each API user's organizations want of Atlassian, what they may, and what they get.</summary>
internal static class LimitsApi
{
    public static void MapLimits(this IEndpointRouteBuilder api) =>
        api.MapGet("/limits", ListAsync).WithTags("Limits").RequireAuthorization(Roles.Viewer).Produces<LimitsPage>();

    private static async Task<IResult> ListAsync(IGrainFactory grains)
    {
        var all = await OrganizationListing.ReadAsync(grains, new OrganizationQuery(null, null, null, null, int.MaxValue));
        var users = all.Items
            .Where(organization => organization.State != OrganizationState.Paused)
            .GroupBy(organization => ApiUserKey.Of(organization.ApiUser, organization.OrganizationId), StringComparer.Ordinal)
            .OrderBy(user => user.Key, StringComparer.Ordinal);
        var limits = await Task.WhenAll(users.Select(async user => UserLimits.Of(
            user.Key, [.. user.Select(organization => organization.PollIntervalSeconds)], await grains.GetGrain<IApiUserGrain>(user.Key).GetUsageAsync())));
        return TypedResults.Json(new LimitsPage(limits), ApiJson.Readable.LimitsPage);
    }
}

/// <summary>All API users.</summary>
internal sealed record LimitsPage(IReadOnlyList<UserLimits> Items);

/// <summary>One API user.</summary>
/// <param name="ApiUser">Its name, or the id of the organization that is a user of its own.</param>
/// <param name="Organizations">Organizations that poll as this user.</param>
/// <param name="WantedPerMinute">Requests per minute that their poll intervals want.</param>
/// <param name="PermittedPerMinute">Requests per minute that Atlassian permits the user.</param>
/// <param name="ActualPerMinute">Requests per minute that were sent lately.</param>
/// <param name="ActualMeanIntervalSeconds">Mean time between an organization's polls lately; null = none yet. Longer than wanted where more is wanted than permitted.</param>
/// <param name="ThrottledUntil">Nothing is asked before, because of a 429.</param>
/// <param name="UsersNeeded">How many API users would give every organization its interval.</param>
internal sealed record UserLimits(
    string ApiUser,
    int Organizations,
    double WantedPerMinute,
    int PermittedPerMinute,
    double ActualPerMinute,
    double? ActualMeanIntervalSeconds,
    DateTimeOffset? ThrottledUntil,
    int UsersNeeded)
{
    public static UserLimits Of(string apiUser, IReadOnlyList<int> intervals, ApiUserUsage usage)
    {
        var wanted = intervals.Sum(seconds => 60.0 / seconds);
        return new UserLimits(
            apiUser,
            intervals.Count,
            Math.Round(wanted, 2),
            ApiLimits.UserPerMinute,
            usage.Window > TimeSpan.Zero ? Math.Round(usage.Turns / usage.Window.TotalMinutes, 2) : 0,
            usage.LiveTurns > 0 ? Math.Round(usage.Window.TotalSeconds * intervals.Count / usage.LiveTurns, 1) : null,
            usage.ThrottledUntil,
            Math.Max(1, (int)Math.Ceiling(wanted / (ApiLimits.UserPerMinute * ApiLimits.UsedShare))));
    }
}
