using AtlassianAudit.Contracts.Cluster;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Management.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AtlassianAudit.Management.Api;

/// <summary><c>/cluster</c>: which silos there are, and where the organizations live.</summary>
internal static class ClusterApi
{
    public static void MapCluster(this IEndpointRouteBuilder api) =>
        api.MapGet("/cluster", ShowAsync).WithTags("Cluster").RequireAuthorization(Roles.Viewer).Produces<ClusterView>();

    private static async Task<IResult> ShowAsync(IGrainFactory grains, ISilos silos, ILocalSiloDetails local, TimeProvider time)
    {
        var all = await grains.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: false);
        var members = await Task.WhenAll(all
            .Where(member => member.Status is SiloStatus.Joining or SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping)
            .OrderBy(member => member.SiloName, StringComparer.Ordinal)
            .Select(async member => (Entry: member, Description: await silos.AskAsync(member.SiloAddress))));
        var organizations = await OrganizationListing.ReadAsync(grains, new OrganizationQuery(null, null, null, null, int.MaxValue));
        var living = organizations.Items.CountBy(organization => organization.Silo ?? "").ToDictionary(StringComparer.Ordinal);
        return TypedResults.Json(
            new ClusterView(
                members.FirstOrDefault(member => member.Entry.SiloAddress.Equals(local.SiloAddress)).Description?.Version,
                [.. members.Select(member => SiloView.Of(member.Entry, member.Description, living, time.GetUtcNow()))]),
            ApiJson.Readable.ClusterView);
    }
}

/// <summary>The cluster.</summary>
/// <param name="Version">The version of the silo that answers.</param>
/// <param name="Silos">Its members: those that join, work, or drain.</param>
internal sealed record ClusterView(string? Version, IReadOnlyList<SiloView> Silos);

/// <summary>One silo.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address within the cluster.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="UptimeSeconds">How long ago that is.</param>
/// <param name="Organizations">Organizations that live on it, by what they last told of themselves.</param>
/// <param name="Version">Its version; null = it did not answer, or is too old to.</param>
/// <param name="State"><c>Starting</c>, <c>Ready</c>, <c>Draining</c>; null = it did not answer, or is too old to.</param>
internal sealed record SiloView(string Name, string Address, DateTimeOffset StartedAt, long UptimeSeconds, int Organizations, string? Version, SiloPhase? State)
{
    public static SiloView Of(MembershipEntry member, SiloDescription? description, IReadOnlyDictionary<string, int> living, DateTimeOffset now)
    {
        var startedAt = new DateTimeOffset(DateTime.SpecifyKind(member.StartTime, DateTimeKind.Utc));
        return new SiloView(
            member.SiloName,
            member.SiloAddress.Endpoint.ToString(),
            startedAt,
            (long)(now - startedAt).TotalSeconds,
            living.GetValueOrDefault(member.SiloName),
            description?.Version,
            description?.Phase);
    }
}
