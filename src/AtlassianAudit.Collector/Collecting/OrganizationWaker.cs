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
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    /// <summary>Nobody's answer is waited for longer: a silo that stands still would keep all others waiting for Orleans' half minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Sleepers<int> _shards = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The silo drains before the hosted services are stopped.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await StartedAsync(ends.Token);
            await Task.WhenAll(
                WatchSilosAsync(ends.Token),
                CallAsync(_shards, WakeShardAsync, LogShardsAsked, LogShardsSilent, ends.Token),
                CallAsync(sleeping, WakeAsync, LogWoken, LogNotWoken, ends.Token));
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
        // Before anybody is called: who dies from here on is noticed.
        var before = membership.CurrentSnapshot;
        WakeAll();
        await foreach (var now in membership.MembershipUpdates.WithCancellation(cancellationToken))
        {
            var anyDied = now.Members.Values.Any(member => member.Status == SiloStatus.Dead && before.GetSiloStatus(member.SiloAddress) is not SiloStatus.Dead and not SiloStatus.None);
            before = now;
            if (anyDied && IsFirst(now))
                WakeAll();
        }
    }

    /// <summary>One of the living does it for all.</summary>
    private bool IsFirst(ClusterMembershipSnapshot now) =>
        now.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).Min()?.Equals(local.SiloAddress) == true;

    private void WakeAll() => _shards.AddUrgent(Enumerable.Range(0, OrganizationShards.Count));

    private async Task WakeShardAsync(int shard)
    {
        var all = await grains.GetGrain<IOrganizationDirectoryGrain>(shard).ListAsync(new OrganizationQuery(null, null, null, null, int.MaxValue));
        sleeping.AddUrgent(all.Select(status => status.OrganizationId));
    }

    private Task WakeAsync(string organizationId) => grains.GetGrain<IOrganizationGrain>(organizationId).WakeAsync();

    /// <summary>Calls sleepers until each has answered: while a silo is dying, calls to what lived on it fail.</summary>
    private async Task CallAsync<T>(Sleepers<T> sleepers, Func<T, Task> call, Action<int> logAnswered, Action<Exception, int> logSilent, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ;)
        {
            await sleepers.AnyAsync(Doubling.Wait(Retry, LongestRetry, attempt, Random.Shared.NextDouble()), time, cancellationToken);
            var (answered, silent) = (0, 0);
            Exception? last = null;
            await Parallel.ForEachAsync(
                sleepers.Take(),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (sleeper, stopping) =>
                {
                    try
                    {
                        await call(sleeper).WaitAsync(Patience, time, stopping);
                        Interlocked.Increment(ref answered);
                    }
                    catch (Exception exception) when (!stopping.IsCancellationRequested)
                    {
                        last = exception;
                        Interlocked.Increment(ref silent);
                        sleepers.Add(sleeper);
                    }
                });
            if (answered > 0)
                logAnswered(answered);
            if (last is not null)
                logSilent(last, silent);
            attempt = last is null ? 1 : attempt + 1;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Organizations} organizations were woken")]
    private partial void LogWoken(int organizations);

    [LoggerMessage(LogLevel.Warning, "{Organizations} organizations were not woken; they are called again, and have their reminders")]
    private partial void LogNotWoken(Exception exception, int organizations);

    [LoggerMessage(LogLevel.Debug, "{Shards} directory shards were asked for their organizations")]
    private partial void LogShardsAsked(int shards);

    [LoggerMessage(LogLevel.Warning, "The organizations of {Shards} directory shards are not known; they are asked again, and the organizations have their reminders")]
    private partial void LogShardsSilent(Exception exception, int shards);
}
