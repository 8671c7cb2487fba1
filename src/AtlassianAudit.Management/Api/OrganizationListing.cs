using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Management.Api;

/// <summary>Merges the shards of the directory into one ordered list; no organization is asked itself.</summary>
internal static class OrganizationListing
{
    public static async Task<OrganizationPage> ReadAsync(IGrainFactory grains, OrganizationQuery query)
    {
        // One more than wanted tells whether there is a next page.
        var oneMore = query with { Limit = query.Limit == int.MaxValue ? int.MaxValue : query.Limit + 1 };
        var shards = await Task.WhenAll(Enumerable.Range(0, OrganizationShards.Count)
            .Select(shard => grains.GetGrain<IOrganizationDirectoryGrain>(shard).ListAsync(oneMore)));
        var all = shards.SelectMany(shard => shard).OrderBy(status => status.OrganizationId, StringComparer.Ordinal).Take(oneMore.Limit).ToList();
        return all.Count > query.Limit
            ? new OrganizationPage(all[..query.Limit], all[query.Limit - 1].OrganizationId)
            : new OrganizationPage(all, null);
    }
}
