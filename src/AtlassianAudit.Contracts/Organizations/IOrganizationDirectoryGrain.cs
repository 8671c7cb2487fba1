using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AtlassianAudit.Contracts.Organizations;

/// <summary>
/// One shard of the list of organizations, with each one's newest status, so that lists and filters never ask every organization.
/// Key: the shard, 0 to <see cref="OrganizationShards.Count"/> − 1.
/// </summary>
[Alias("audit.organization-directory")]
public interface IOrganizationDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Adds or replaces an entry, durably, before it returns.</summary>
    [Alias("Put")]
    Task PutAsync(OrganizationStatus status);

    /// <summary>Takes note of a newer status; kept in memory, and durably when the state changed.</summary>
    [Alias("Report")]
    Task ReportAsync(OrganizationStatus status);

    /// <summary>Removes an entry, durably.</summary>
    [Alias("Remove")]
    Task RemoveAsync(string organizationId);

    /// <summary>The entries that match, ordered by organization id (ordinal), at most <see cref="OrganizationQuery.Limit"/>.</summary>
    [Alias("List"), AlwaysInterleave]
    Task<ImmutableArray<OrganizationStatus>> ListAsync(OrganizationQuery query);
}

/// <summary>Which organizations to list.</summary>
/// <param name="Tenant">This tenant only.</param>
/// <param name="State">This state only.</param>
/// <param name="Search">Part of the id or the name, without regard to case.</param>
/// <param name="After">Ids after this one only.</param>
/// <param name="Limit">At most so many.</param>
[GenerateSerializer, Immutable, Alias("audit.organization-query")]
public sealed record OrganizationQuery(
    [property: Id(0)] string? Tenant,
    [property: Id(1)] OrganizationState? State,
    [property: Id(2)] string? Search,
    [property: Id(3)] string? After,
    [property: Id(4)] int Limit);
