using System.Collections.Concurrent;
using AtlassianAudit.Contracts.Organizations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// Wakes every organization when a silo has started, and when one has died. Their reminders would, too, but only minutes later, and either should cost seconds. What
/// lived on the survivors needs it as well: the directory takes down healthy grains whose entry lay on the dead silo.
/// </summary>
internal sealed partial class OrganizationWaker(
    IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails local, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<OrganizationWaker> logger)
    : BackgroundService
{
    private const int AtOnce = 64;
    private const int Attempts = 5;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A host that fails to start ends here without a word: it has said why itself.
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = lifetime.ApplicationStarted.Register(() => decided.TrySetResult());
        await using var stopping = stoppingToken.Register(() => decided.TrySetResult());
        await decided.Task;
        if (stoppingToken.IsCancellationRequested)
            return;

        await WakeAllAsync(stoppingToken);
        var before = membership.CurrentSnapshot;
        await foreach (var now in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            var anyDied = now.Members.Values.Any(member => member.Status == SiloStatus.Dead && before.GetSiloStatus(member.SiloAddress) is not SiloStatus.Dead and not SiloStatus.None);
            before = now;
            if (anyDied && IsFirst(now))
                await WakeAllAsync(stoppingToken);
        }
    }

    /// <summary>One of the living does it for all.</summary>
    private bool IsFirst(ClusterMembershipSnapshot now) =>
        now.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).Min()?.Equals(local.SiloAddress) == true;

    /// <summary>While a silo is dying, calls to what lived on it fail; whoever was not reached is called again.</summary>
    private async Task WakeAllAsync(CancellationToken stoppingToken)
    {
        var woken = 0;
        List<int> shards = [.. Enumerable.Range(0, OrganizationShards.Count)];
        for (var attempt = 1; shards.Count > 0 && attempt <= Attempts; attempt++)
        {
            if (attempt > 1)
                await Task.Delay(Retry, time, stoppingToken);
            var failed = new List<int>();
            foreach (var shard in shards)
            {
                try
                {
                    woken += await WakeAsync(shard, stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    LogNotWoken(exception, shard);
                    failed.Add(shard);
                }
            }

            shards = failed;
        }

        if (woken > 0)
            LogWoken(woken);
    }

    /// <summary>Calls every organization of a shard, and throws behind the last one where any was not reached.</summary>
    private async Task<int> WakeAsync(int shard, CancellationToken stoppingToken)
    {
        var query = new OrganizationQuery(null, null, null, null, int.MaxValue);
        var all = await grains.GetGrain<IOrganizationDirectoryGrain>(shard).ListAsync(query);
        var failures = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(
            all,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
            async (status, _) =>
            {
                try
                {
                    await grains.GetGrain<IOrganizationGrain>(status.OrganizationId).WakeAsync();
                }
                catch (Exception exception)
                {
                    failures.Enqueue(exception);
                }
            });
        return failures.IsEmpty ? all.Length : throw new AggregateException(failures);
    }

    [LoggerMessage(LogLevel.Information, "{Organizations} organizations were woken")]
    private partial void LogWoken(int organizations);

    [LoggerMessage(LogLevel.Warning, "The organizations of directory shard {Shard} were not all woken; they are called again, and have their reminders")]
    private partial void LogNotWoken(Exception exception, int shard);
}
