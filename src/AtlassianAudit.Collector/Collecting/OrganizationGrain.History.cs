using System.Collections.Immutable;
using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Contracts.ApiUsers;
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
    private static readonly TimeSpan CataloguePeriod = TimeSpan.FromDays(7);
    private static readonly TimeSpan CatalogueRetry = TimeSpan.FromHours(1);

    /// <summary>An organization that was just added has better things to do.</summary>
    private static readonly TimeSpan FirstCatalogue = TimeSpan.FromMinutes(1);

    /// <summary>A tenth of it is what the catalogues of thousands are spread over after a restart.</summary>
    private static readonly TimeSpan CatalogueSpread = TimeSpan.FromHours(10);

    private readonly SemaphoreSlim _historyWrites = new(1);
    private IGrainTimer? _historyTimer;
    private string? _historyReason;
    private int _historyAttempt;
    private bool _historyTicking;
    private bool _historyAsked;
    private DateTimeOffset _catalogueNotBefore;

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
            Reason = job.State == HistoryJobState.Running ? _historyReason : job.Reason,
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
        if (HistoryRules.Next(History) is not { } entry)
            return await ReadCatalogueAsync(settings, cancellationToken);
        if (entry.Job.State == HistoryJobState.Queued)
        {
            _historyReason = null;
            await ChangeHistoryAsync(state => HistoryRules.Replace(state, entry = HistoryRules.Started(entry, time.GetUtcNow())));
        }

        return entry.Job.Kind == HistoryJobKind.Replay
            ? await ReplayAsync(entry, settings)
            : await ReadAgainAsync(entry, settings, cancellationToken);
    }

    private async Task<TimeSpan?> ReadCatalogueAsync(OrganizationSettings settings, CancellationToken cancellationToken)
    {
        if (UntilHistory() is { } wait && wait > TimeSpan.Zero)
            return wait;
        var generation = _generation;
        var request = new ActionsRequest(BaseUrl(settings), OrganizationId);
        if (await AskForTurnAsync(settings, request, TurnPriority.Catalogue, cancellationToken) is { } askAgainAfter)
            return askAgainAfter;

        var result = await atlassian.GetAsync(request, secrets.Read(settings.ApiKey), cancellationToken);
        using var page = (result as PageResult.Page)?.Content;
        using var turn = await TurnAsync(_delivering);
        _catalogueNotBefore = time.GetUtcNow() + CatalogueRetry;
        if (result is PageResult.Throttled throttled)
            await TellOfAsync(throttled, settings, request);
        if (page is not null && generation == _generation)
            await CommitAsync(Cursor with { Actions = page.Count, ActionsReadAt = time.GetUtcNow() });
        return UntilHistory();
    }

    /// <summary>When there is something to do beside the live tail; null = never.</summary>
    private TimeSpan? UntilHistory()
    {
        if (Settings is not { Enabled: true })
            return null;
        if (HistoryRules.Next(History) is not null)
            return TimeSpan.Zero;
        var due = CursorRules.Later(Cursor.ActionsReadAt + CataloguePeriod, _catalogueNotBefore)!.Value - time.GetUtcNow();
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
