using AtlassianAudit.Contracts.Organizations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// Wakes every organization when a silo has started. Their reminders would, too, but only minutes later, and a restart should cost seconds.
/// </summary>
internal sealed partial class OrganizationWaker(IGrainFactory grains, IHostApplicationLifetime lifetime, ILogger<OrganizationWaker> logger) : BackgroundService
{
    private const int AtOnce = 64;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A host that fails to start ends here without a word: it has said why itself.
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = lifetime.ApplicationStarted.Register(() => decided.TrySetResult());
        await using var stopping = stoppingToken.Register(() => decided.TrySetResult());
        await decided.Task;
        if (stoppingToken.IsCancellationRequested)
            return;

        var woken = 0;
        for (var shard = 0; shard < OrganizationShards.Count; shard++)
        {
            try
            {
                woken += await WakeAsync(shard, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotWoken(exception, shard);
            }
        }

        if (woken > 0)
            LogWoken(woken);
    }

    private async Task<int> WakeAsync(int shard, CancellationToken stoppingToken)
    {
        var query = new OrganizationQuery(null, null, null, null, int.MaxValue);
        var all = await grains.GetGrain<IOrganizationDirectoryGrain>(shard).ListAsync(query);
        await Parallel.ForEachAsync(
            all,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
            async (status, _) => await grains.GetGrain<IOrganizationGrain>(status.OrganizationId).WakeAsync());
        return all.Length;
    }

    [LoggerMessage(LogLevel.Information, "{Organizations} organizations were woken")]
    private partial void LogWoken(int organizations);

    [LoggerMessage(LogLevel.Warning, "The organizations of directory shard {Shard} were not woken; their reminders will")]
    private partial void LogNotWoken(Exception exception, int shard);
}
