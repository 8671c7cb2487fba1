using System.Collections.Immutable;
using AtlassianAudit.Contracts.Organizations;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// What an organization does beside its live tail, one page at a time and never in its way: jobs that go through its history again, and reading its
/// action catalogue. The timer interleaves with the poll loop; both take turns where they ship and where they write the cursor.
/// </summary>
internal sealed partial class OrganizationGrain
{
    private readonly SemaphoreSlim _historyWrites = new(1);
    private IGrainTimer? _historyTimer;
    private string? _historyReason;
    private int _historyAttempt;
    private bool _historyTicking;
    private bool _historyAsked;

    private HistoryState History => HistoryRules.Current(history.State, registration.State);

    public async Task<HistoryStart?> StartJobAsync(HistoryRequest request)
    {
        if (Settings is null)
            return null;
        var reach = Cursor.Watermark ?? Cursor.From;
        HistoryStart? start = null;
        await ChangeHistoryAsync(state =>
        {
            (state, start) = HistoryRules.Add(state, request, reach, time.GetUtcNow());
            return state;
        });
        ArmHistory(UntilHistory());
        return start;
    }

    public Task<ImmutableArray<HistoryJob>?> ListJobsAsync(HistoryJobKind kind) => Task.FromResult<ImmutableArray<HistoryJob>?>(Settings is null ? null :
    [
        .. History.Entries.Select(entry => entry.Job).Where(job => job.Kind == kind).Select(job => job with
        {
            Reason = Settings is { Enabled: false } && !job.IsOver ? "The organization is paused, and its jobs wait: resume it and they go on."
                : job.State == HistoryJobState.Running ? _historyReason
                : job.Reason,
            EstimatedEndAt = HistoryRules.EstimatedEnd(job, time.GetUtcNow()),
        }),
    ]);

    public async Task<bool> EndJobAsync(HistoryJobKind kind, int number)
    {
        if (Settings is null || History.Entries.FirstOrDefault(entry => entry.Job.Kind == kind && entry.Job.Number == number) is not { } entry)
            return false;
        if (entry.Job.IsOver)
            return true;
        await ChangeHistoryAsync(state => HistoryRules.Replace(state, HistoryRules.Over(
            state.Entries.First(current => current.Job.Kind == kind && current.Job.Number == number), HistoryJobState.Cancelled, "Ended by an operator.", time.GetUtcNow())));
        TellOver(entry.Job with { State = HistoryJobState.Cancelled });
        return true;
    }

    private async Task HistoryTickAsync(CancellationToken cancellationToken)
    {
        _historyTicking = true;
        TimeSpan? wait = null;
        try
        {
            wait = await WorkOnHistoryAsync(cancellationToken);
        }
        catch (InconsistentStateException exception)
        {
            LogFenced(exception, OrganizationId);
            StartAfresh();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _historyReason = $"{exception.GetType().Name}: {exception.Message}";
            LogHistoryFailed(exception, OrganizationId);
            wait = PollSchedule.AfterFailure(++_historyAttempt, Random.Shared.NextDouble());
        }
        finally
        {
            _historyTicking = false;
        }

        ArmHistory(_historyAsked ? UntilHistory() : wait);
        _historyAsked = false;
    }

    /// <summary>At most one page. Returns how long to wait for the next; null = until there is something to do.</summary>
    private async Task<TimeSpan?> WorkOnHistoryAsync(CancellationToken cancellationToken)
    {
        if (Settings is not { Enabled: true } settings)
            return null;
        var generation = _generation;
        if (HistoryRules.Next(History) is not { } entry)
            return await ReadCatalogueAsync(settings, cancellationToken);
        if (entry.Job.State == HistoryJobState.Queued)
        {
            _historyReason = null;
            await ChangeHistoryAsync(state => HistoryRules.Replace(state, entry = HistoryRules.Started(entry, time.GetUtcNow())));
        }

        return entry.Job.Kind == HistoryJobKind.Replay
            ? await ReplayAsync(entry, settings, generation)
            : await ReadAgainAsync(entry, settings, generation, cancellationToken);
    }

    /// <summary>When there is something to do beside the live tail; null = never.</summary>
    private TimeSpan? UntilHistory()
    {
        if (Settings is not { Enabled: true })
            return null;
        if (HistoryRules.Next(History) is not null)
            return TimeSpan.Zero;
        var due = UnknownActionRules.CatalogueDueAt(Cursor, History.Catalogue, _catalogueFrom, _catalogueAgain) - time.GetUtcNow();
        return due > TimeSpan.Zero ? due : TimeSpan.Zero;
    }

    /// <summary>Whatever changes it, the newest state is what is changed, and one change is written at a time.</summary>
    private async Task ChangeHistoryAsync(Func<HistoryState, HistoryState> change)
    {
        using var turn = await TurnAsync(_historyWrites);
        var previous = history.State;
        history.State = change(History);
        if (history.State == previous)
            return;
        try
        {
            await history.WriteStateAsync();
        }
        catch
        {
            history.State = previous;
            StartAfresh();
            throw;
        }
    }

    private void ArmHistory(TimeSpan? wait)
    {
        _historyAsked |= _historyTicking;
        if (_historyTicking)
            return;
        if (wait is not { } due)
        {
            _historyTimer?.Dispose();
            _historyTimer = null;
        }
        else if (_historyTimer is null)
            _historyTimer = this.RegisterGrainTimer(
                HistoryTickAsync, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });
        else
            _historyTimer.Change(due, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(LogLevel.Information, "{Kind} {Number} of organization {OrganizationId} is {State} after {Fetched} events, of which {Stored} were stored. {Reason}")]
    private partial void LogJobOver(HistoryJobKind kind, int number, string organizationId, HistoryJobState state, long fetched, long stored, string? reason);

    [LoggerMessage(LogLevel.Error, "A job of organization {OrganizationId} failed; it goes on later")]
    private partial void LogHistoryFailed(Exception exception, string organizationId);
}
