using AtlassianAudit.Contracts.Organizations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// Wakes every organization when a silo has started, and when one has died. Their reminders would, too, but only minutes later, and either should cost seconds. What
/// lived on the survivors needs it as well: the directory takes down healthy grains whose entry lay on the dead silo.
/// </summary>
internal sealed partial class OrganizationWaker(
    IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails local, SleepingOrganizations sleeping, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<OrganizationWaker> logger)
    : BackgroundService
{
    private const int AtOnce = 64;
    private const int Attempts = 5;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    /// <summary>A silo that stands still answers nobody: those that lived on it are called again, and keep nobody else waiting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The silo drains before the hosted services are stopped.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await StartedAsync(ends.Token);
            await Task.WhenAll(WatchSilosAsync(ends.Token), WatchSleepersAsync(ends.Token));
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // There is nobody left to wake here.
        }
    }

    /// <summary>A host that fails to start ends here without a word: it has said why itself.</summary>
    private async Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var signal = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(cancellationToken);
    }

    private async Task WatchSilosAsync(CancellationToken cancellationToken)
    {
        // Before the first round, which takes its time: who dies meanwhile is news.
        var before = membership.CurrentSnapshot;
        await WakeAllAsync(cancellationToken);
        await foreach (var now in membership.MembershipUpdates.WithCancellation(cancellationToken))
        {
            var anyDied = now.Members.Values.Any(member => member.Status == SiloStatus.Dead && before.GetSiloStatus(member.SiloAddress) is not SiloStatus.Dead and not SiloStatus.None);
            before = now;
            if (anyDied && IsFirst(now))
                await WakeAllAsync(cancellationToken);
        }
    }

    /// <summary>One of the living does it for all.</summary>
    private bool IsFirst(ClusterMembershipSnapshot now) =>
        now.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).Min()?.Equals(local.SiloAddress) == true;

    /// <summary>While a silo is dying, calls to what lived on it fail: a shard is asked again, and who was not reached sleeps.</summary>
    private async Task WakeAllAsync(CancellationToken cancellationToken)
    {
        var woken = 0;
        List<int> shards = [.. Enumerable.Range(0, OrganizationShards.Count)];
        for (var attempt = 1; shards.Count > 0 && attempt <= Attempts; attempt++)
        {
            if (attempt > 1)
                await Task.Delay(Retry, time, cancellationToken);
            var failed = new List<int>();
            foreach (var shard in shards)
            {
                try
                {
                    var all = await grains.GetGrain<IOrganizationDirectoryGrain>(shard).ListAsync(new OrganizationQuery(null, null, null, null, int.MaxValue));
                    woken += await WakeAsync(all.Select(status => status.OrganizationId), cancellationToken);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    LogShardUnknown(exception, shard);
                    failed.Add(shard);
                }
            }

            shards = failed;
        }

        if (woken > 0)
            LogWoken(woken);
    }

    private async Task WatchSleepersAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ;)
        {
            await sleeping.AnyAsync(cancellationToken);
            await Task.Delay(Doubling.Wait(Retry, LongestRetry, attempt, Random.Shared.NextDouble()), time, cancellationToken);
            var asleep = sleeping.Take();
            attempt = await WakeAsync(asleep, cancellationToken) == asleep.Count ? 1 : attempt + 1;
        }
    }

    /// <summary>Calls organizations, and counts those that answered; the others sleep on.</summary>
    private async Task<int> WakeAsync(IEnumerable<string> organizationIds, CancellationToken cancellationToken)
    {
        var (answered, silent) = (0, 0);
        Exception? last = null;
        await Parallel.ForEachAsync(
            organizationIds,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (organizationId, _) =>
            {
                try
                {
                    await grains.GetGrain<IOrganizationGrain>(organizationId).WakeAsync().WaitAsync(Patience, time, cancellationToken);
                    Interlocked.Increment(ref answered);
                }
                catch (Exception exception)
                {
                    last = exception;
                    Interlocked.Increment(ref silent);
                    sleeping.Add(organizationId);
                }
            });
        if (last is not null)
            LogNotWoken(last, silent);
        return answered;
    }

    [LoggerMessage(LogLevel.Information, "{Organizations} organizations were woken")]
    private partial void LogWoken(int organizations);

    [LoggerMessage(LogLevel.Warning, "{Organizations} organizations were not woken; they are called again, and have their reminders")]
    private partial void LogNotWoken(Exception exception, int organizations);

    [LoggerMessage(LogLevel.Warning, "The organizations of directory shard {Shard} are not known; it is asked again, and they have their reminders")]
    private partial void LogShardUnknown(Exception exception, int shard);
}
