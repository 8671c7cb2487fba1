using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Tests.Collecting.Cluster;

public sealed class DirectoryShards
{
    private const int Half = 400;

    [Fact]
    public async Task Entries_change_while_they_are_written_and_every_change_is_durable()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var shard = cluster.Grains.GetGrain<IOrganizationDirectoryGrain>(7);
        await Task.WhenAll(Enumerable.Range(0, Half).Select(i => shard.PutAsync(Status(i))));

        // A few at a time, so that there is always one more while many are being written.
        await Parallel.ForEachAsync(Enumerable.Range(Half, Half), TestContext.Current.CancellationToken, async (i, _) => await shard.PutAsync(Status(i)));
        var all = await shard.ListAsync(new OrganizationQuery(null, null, null, null, 2 * Half));
        Assert.Equal(Enumerable.Range(0, 2 * Half).Select(i => Status(i).OrganizationId), all.Select(status => status.OrganizationId));
    }

    private static OrganizationStatus Status(int i) => new()
    {
        OrganizationId = $"{i:0000}",
        Name = "one",
        Tenant = "default",
        Namespace = "default",
        Destination = "default",
        State = OrganizationState.Active,
        ApiKey = new ApiKeyStatus("sha256:0", null, null),
    };
}
