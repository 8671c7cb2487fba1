using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Enriching;

/// <summary>
/// Sees to it that the databases are open before the first event comes, and that changed files are read again. It looks by the clock: notices of changes do
/// not come from every file system.
/// </summary>
internal sealed partial class DatabaseWatch(AddressBook addresses, TimeProvider time, ILogger<DatabaseWatch> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);
    private Task _first = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!addresses.HasFiles)
            return;
        _first = Task.Run(addresses.Look, cancellationToken);
        try
        {
            await _first.WaitAsync(StartPatience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogSlow(StartPatience.TotalSeconds);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!addresses.HasFiles)
            return;
        await _first;
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                addresses.Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host ends.
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "The address databases were not read within {Seconds} seconds; the first events go without them")]
    private partial void LogSlow(double seconds);
}
