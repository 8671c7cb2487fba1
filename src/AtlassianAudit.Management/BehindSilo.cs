using Microsoft.Extensions.Hosting;

namespace AtlassianAudit.Management;

/// <summary>
/// Something that is done once, behind the start of the silo and before the host counts as started. The silo itself starts in <see cref="IHostedLifecycleService.StartedAsync"/>,
/// when the web server listens already.
/// </summary>
public abstract class BehindSilo : IHostedLifecycleService
{
    /// <summary>Does it; an exception stops the start.</summary>
    public abstract Task StartedAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
