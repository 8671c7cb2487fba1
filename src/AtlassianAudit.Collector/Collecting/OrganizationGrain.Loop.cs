using AtlassianAudit.Contracts.Organizations;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>The poll loop around the pages: a timer that is armed anew after each, and what happens when one throws.</summary>
internal sealed partial class OrganizationGrain
{
    /// <summary>One bounded unit of work: at most one page.</summary>
    private async Task TickAsync(CancellationToken cancellationToken)
    {
        _ticking = true;
        try
        {
            Arm(await WorkAsync(cancellationToken));
        }
        catch (InconsistentStateException exception)
        {
            // Another activation of this organization has written since: it is the one that goes on.
            LogFenced(exception, OrganizationId);
            StartAfresh();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var attempt = Again(typeof(Exception));
            Enter(OrganizationState.Failing, $"{exception.GetType().Name}: {exception.Message}");
            LogFailed(exception, OrganizationId);
            Arm(PollSchedule.AfterFailure(attempt, Random.Shared.NextDouble()));
        }
        finally
        {
            _ticking = false;
        }

        WatchKey();
        await ReportAsync();
    }

    /// <summary>After a failed write what the storage holds is unknown: a fresh activation reads it, and is woken soon.</summary>
    private void StartAfresh()
    {
        DeactivateOnIdle();
        sleeping.Add(OrganizationId);
    }

    private void PollNow()
    {
        if (_ticking)
            _pollRequested = true;
        else
            Arm(TimeSpan.Zero);
    }

    private void Arm(TimeSpan? wait)
    {
        if (_pollRequested)
            (wait, _pollRequested) = (TimeSpan.Zero, false);
        if (wait is not { } due)
        {
            _timer?.Dispose();
            _timer = null;
            _board.NextPoll(null);
            return;
        }

        if (due < TimeSpan.Zero)
            due = TimeSpan.Zero;
        _board.NextPoll(time.GetUtcNow() + due);
        if (_timer is null)
            _timer = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        else
            _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private static async Task<GateTurn> TurnAsync(SemaphoreSlim gate)
    {
        await gate.WaitAsync();
        return new GateTurn(gate);
    }

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId} was fenced by a newer activation")]
    private partial void LogFenced(Exception exception, string organizationId);

    [LoggerMessage(LogLevel.Error, "A poll of organization {OrganizationId} failed")]
    private partial void LogFailed(Exception exception, string organizationId);

    /// <summary>Being the only one behind a gate, until disposed.</summary>
    private readonly struct GateTurn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
