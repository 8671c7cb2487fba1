using System.Reflection;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Management.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AtlassianAudit.Management.Api;

/// <summary><c>/cluster</c>: which silos there are, and where the organizations live.</summary>
internal static class ClusterApi
{
    private static readonly string Version = typeof(ClusterApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static void MapCluster(this IEndpointRouteBuilder api) =>
        api.MapGet("/cluster", ShowAsync).WithTags("Cluster").RequireAuthorization(Roles.Viewer).Produces<ClusterView>();

    private static async Task<IResult> ShowAsync(IGrainFactory grains, TimeProvider time)
    {
        var members = await grains.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: true);
        var all = await OrganizationListing.ReadAsync(grains, new OrganizationQuery(null, null, null, null, int.MaxValue));
        var living = all.Items.CountBy(organization => organization.Silo ?? "").ToDictionary(StringComparer.Ordinal);
        return TypedResults.Json(
            new ClusterView(Version, [.. members.OrderBy(member => member.SiloName, StringComparer.Ordinal).Select(member => SiloView.Of(member, living, time.GetUtcNow()))]),
            ApiJson.Readable.ClusterView);
    }
}

/// <summary>The cluster.</summary>
/// <param name="Version">The version of the silo that answers.</param>
/// <param name="Silos">The active silos.</param>
internal sealed record ClusterView(string Version, IReadOnlyList<SiloView> Silos);

/// <summary>One silo.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address within the cluster.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="UptimeSeconds">How long ago that is.</param>
/// <param name="Organizations">Organizations that live on it, by what they last told of themselves.</param>
internal sealed record SiloView(string Name, string Address, DateTimeOffset StartedAt, long UptimeSeconds, int Organizations)
{
    public static SiloView Of(MembershipEntry member, IReadOnlyDictionary<string, int> living, DateTimeOffset now)
    {
        var startedAt = new DateTimeOffset(DateTime.SpecifyKind(member.StartTime, DateTimeKind.Utc));
        return new SiloView(member.SiloName, member.SiloAddress.Endpoint.ToString(), startedAt, (long)(now - startedAt).TotalSeconds, living.GetValueOrDefault(member.SiloName));
    }
}
