using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>Lets things go wrong at random, the same ones for the same seed: faults of both sides, rollovers, and a collector that is killed.</summary>
internal sealed class Mischief(int seed, AtlassianWorld atlassian, ElasticsearchWorld elasticsearch, HostProcess host, TimeProvider time)
{
    private const int MostAtOnce = 4;

    /// <summary>A refused key or licence is probed after minutes: that is right, and too slow to be seen here.</summary>
    private static readonly Fault[] AtlassianFaults =
        [Fault.RateLimited, Fault.ServerError, Fault.CursorExpired, Fault.Slow, Fault.Garbage, Fault.NullNext, Fault.Truncated];

    private static readonly ElasticsearchFault[] ElasticsearchFaults =
    [
        ElasticsearchFault.BulkRejected, ElasticsearchFault.Unavailable, ElasticsearchFault.TimeoutAfterApply, ElasticsearchFault.TooLarge, ElasticsearchFault.Hang,
        ElasticsearchFault.ItemRejected, ElasticsearchFault.ItemForbidden, ElasticsearchFault.WriteBlock, ElasticsearchFault.ShardLimit,
    ];

    private readonly Random _random = new(seed);

    public int Kills { get; private set; }

    public int Rollovers { get; private set; }

    /// <summary>Until the time is up.</summary>
    public async Task RunAsync(IReadOnlyList<SampleOrganization> organizations, TimeSpan duration, CancellationToken stopping)
    {
        var end = time.GetUtcNow() + duration;
        var nextKill = time.GetUtcNow() + KillInterval();
        while (time.GetUtcNow() < end)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5 + (2.5 * _random.NextDouble())), time, stopping);
            Misbehave(organizations);
            if (time.GetUtcNow() < nextKill)
                continue;
            await host.KillAsync();
            await host.StartAsync(stopping);
            Kills++;
            nextKill = time.GetUtcNow() + KillInterval();
        }

        atlassian.Faults.Clear();
        elasticsearch.ClearFaults();
    }

    private TimeSpan KillInterval() => TimeSpan.FromSeconds(20 + (20 * _random.NextDouble()));

    /// <summary>The next fault comes when the last one has hit: faults that pile up are an outage, and an outage is one fault.</summary>
    private void Misbehave(IReadOnlyList<SampleOrganization> organizations)
    {
        var organization = organizations[_random.Next(organizations.Count)];
        switch (_random.Next(10))
        {
            case 0:
                RollOver($"logs-atlassian_cloud.audit-{organization.Namespace}");
                break;
            case < 5 when atlassian.Faults.Pending < organizations.Count:
                atlassian.AddFault(Any(AtlassianFaults), 1 + _random.Next(MostAtOnce), organization.Id);
                break;
            case >= 5 when elasticsearch.PendingFaults == 0:
                elasticsearch.AddFault(Any(ElasticsearchFaults), 1 + _random.Next(MostAtOnce));
                break;
        }
    }

    private void RollOver(string stream)
    {
        if (elasticsearch.Documents(stream).Count == 0)
            return;
        elasticsearch.Rollover(stream);
        Rollovers++;
    }

    private T Any<T>(T[] from) => from[_random.Next(from.Length)];
}
