using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.ApiUsers;
using AtlassianAudit.Contracts.Organizations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// One organization's poll loop. Invariant: <b>the cursor never passes an event that is not safe</b>; it is written in one place only,
/// <see cref="CommitAsync"/>, after <see cref="PageDelivery"/> said that every event of the page is. Everything else may be repeated.
/// </summary>
[GrainType("organization"), RandomPlacement]
internal sealed partial class OrganizationGrain(
    [PersistentState("registration", GrainStorage.Name)] IPersistentState<OrganizationRegistration> registration,
    [PersistentState("cursor", GrainStorage.Name)] IPersistentState<CursorState> cursor,
    [PersistentState("history", GrainStorage.Name)] IPersistentState<HistoryState> history,
    AtlassianClient atlassian,
    PageDelivery delivery,
    PageReconciliation reconciliation,
    FormerHoldings formerHoldings,
    DeadLetterListing deadLetters,
    IAddressBook addresses,
    SecretReader secrets,
    IOptions<AtlassianOptions> atlassianOptions,
    CollectingMetrics metrics,
    KeyCensus keys,
    SleepingOrganizations sleeping,
    ILocalSiloDetails silo,
    TimeProvider time,
    ILogger<OrganizationGrain> logger) : Grain, IRemindable
{
    private const string WatchdogReminder = "watchdog";
    private static readonly TimeSpan WatchdogPeriod = TimeSpan.FromMinutes(2);

    private readonly StatusBoard _board = new(time.GetUtcNow(), silo.Name);
    private (OrganizationSettings Settings, EventMapper Mapper)? _mapper;
    private IGrainTimer? _timer;

    /// <summary>Grows with everything an operator does; a running tick writes nothing when it changed meanwhile.</summary>
    private int _generation;
    private int _attempt;
    private Type? _attemptOf;
    private int _restarts;
    private bool _ticking;

    /// <summary>One page at a time on its way to Elasticsearch, the live tail's or a job's: what one ships the other one finds.</summary>
    private readonly SemaphoreSlim _delivering = new(1);
    private Doubt _doubt = Doubt.OfOthers(time.GetUtcNow());
    private string? _promiseFallen;
    private string? _withheld;
    private bool _pollRequested;
    private int _mostEvents = int.MaxValue;

    private string OrganizationId => this.GetPrimaryKeyString();

    private OrganizationSettings? Settings => registration.State.Settings;

    private CursorState Cursor => CursorRules.Current(cursor.State, registration.State, time.GetUtcNow());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _catalogueFrom = time.GetUtcNow() + (Settings is null ? FirstCatalogue : PollSchedule.AfterActivation(CatalogueSpread, OrganizationId));
        if (Settings is { Enabled: true } settings)
        {
            Arm(PollSchedule.AfterActivation(TimeSpan.FromSeconds(settings.PollIntervalSeconds), OrganizationId));
            ArmHistory(UntilHistory());
        }
        else if (Settings is not null)
            _board.Enter(OrganizationState.Paused, null, time.GetUtcNow());
        else if (cursor.RecordExists)
            Arm(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        keys.Forget(OrganizationId);

        // The directory takes down healthy grains whose entry lay on a dead silo, and may do so after the waker has called them. Who has to go because memory
        // runs out would only come back to it: its reminder wakes it.
        if (Settings is { Enabled: true } && reason.ReasonCode is not (DeactivationReasonCode.ShuttingDown or DeactivationReasonCode.HighMemoryPressure))
            sleeping.Add(OrganizationId);
        return Task.CompletedTask;
    }

    public async Task WakeAsync()
    {
        if (Settings is { Enabled: true } && _timer is null)
            Arm(TimeSpan.Zero);
        if (Settings is not null)
            return;

        using var turn = await TurnAsync(_operators);
        if (Settings is null)
            await ForgetAsync();
    }

    /// <summary>The reminder only sees to it that the loop runs: a missed reminder is lost, and a long one would time out.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => WakeAsync();

    /// <summary>The five steps of a page. Returns how long to wait for the next; null = until somebody asks.</summary>
    private async Task<TimeSpan?> WorkAsync(CancellationToken cancellationToken)
    {
        if (Settings is not { } settings)
            return await ClearCursorAsync();
        if (!settings.Enabled)
        {
            // Again: the tick that ran when it was paused may have said something else behind it.
            Enter(OrganizationState.Paused, null);
            return null;
        }

        var generation = _generation;
        var current = Cursor;
        var request = new EventsRequest(
            BaseUrl(settings), OrganizationId, current.Cursor, current.Cursor is null ? current.From : null, To: null, PageSize(settings));

        if (await AskForTurnAsync(settings, request, TurnPriority.LiveTail, cancellationToken) is { } askAgainAfter)
            return askAgainAfter;

        _board.Polled(time.GetUtcNow());
        var result = await atlassian.GetAsync(request, secrets.Read(settings.ApiKey), cancellationToken);
        metrics.Polled(result);
        using var page = (result as PageResult.Page)?.Content;
        using var turn = await TurnAsync(_delivering);
        if (generation != _generation)
            return TimeSpan.Zero;

        return result switch
        {
            PageResult.Page => await DeliverAsync(page!, settings, generation, request.Limit),
            PageResult.TooLarge when request.Limit > 1 => AskForLess(request.Limit),
            PageResult.CursorRejected rejected => await RestartAsync(rejected.Reason),
            PageResult.Throttled throttled => await ThrottledAsync(throttled, settings, request),
            _ => Refused(result),
        };
    }

    private async Task<TimeSpan?> DeliverAsync(AuditPage page, OrganizationSettings settings, int generation, int asked)
    {
        var current = Cursor;
        var there = await AskFormerPlacesAsync(page, settings, CursorRules.PlacesToAsk(current, registration.State.FormerPlaces));
        if (generation != _generation)
            return TimeSpan.Zero;
        if (there.Held is { } unanswered)
            return Hold(page, unanswered);

        // Until the cursor is written behind it, whatever is shipped now is in doubt; so is what a former activation may have shipped.
        var doubt = _doubt;
        _doubt = doubt.Shipping(page.Count);
        var delivered = await delivery.DeliverAsync(page, settings, Mapper(settings), new DeliveryRules(
            id => there.Ids.Contains(id) || AckedLedger.Contains(current.Ledger, id),
            tally => Task.FromResult(CursorRules.LookUpFor(current, tally.Oldest, doubt))));
        if (generation != _generation)
            return TimeSpan.Zero;

        if (delivered is not DeliveryResult.Safe { Tally: var tally })
            return Hold(page, (DeliveryResult.Held)delivered);

        tally = tally with { NotLookedUp = tally.NotLookedUp ?? there.NotSeen };
        var next = CursorRules.Behind(current, page.Next, tally);
        var more = CursorRules.HasMore(current, page.Next, page.Count, asked);
        if (next != cursor.State)
            await CommitAsync(next);
        _doubt = next.Cursor == current.Cursor ? doubt : doubt.Behind(page.Count, tally.Oldest);
        TellUnknown(current, tally);
        metrics.Delivered(tally, time.GetUtcNow());
        _board.Delivered(cursor.State, time.GetUtcNow(), newEvents: tally.Stored > 0, caughtUp: !more);
        _attempt = 0;
        if (current.Cursor is not null)
            _restarts = 0;
        _mostEvents = Math.Max(_mostEvents, Regrowth.Of(asked));
        if (tally.Stored > 0)
            _promiseFallen = tally.NotLookedUp;
        if (tally is { Stored: > 0, HasUnmapped: true })
            _withheld = tally.Withheld;
        Enter(OrganizationState.Active, _promiseFallen is null || _withheld is null ? _promiseFallen ?? _withheld : $"{_promiseFallen} {_withheld}");
        return more ? TimeSpan.Zero : PollSchedule.NextPoll(time.GetUtcNow(), TimeSpan.FromSeconds(settings.PollIntervalSeconds), OrganizationId) - time.GetUtcNow();
    }

    /// <summary>The only place that writes the cursor of a registered organization.</summary>
    private async Task CommitAsync(CursorState next)
    {
        var previous = cursor.State;
        cursor.State = _board.Committing(next);
        try
        {
            await cursor.WriteStateAsync();
        }
        catch
        {
            cursor.State = previous;
            StartAfresh();
            throw;
        }

        _board.Committed();
    }

    private async Task<TimeSpan?> RestartAsync(string reason)
    {
        var restarted = CursorRules.Restart(Cursor, registration.State.From, _doubt.IsAny ? time.GetUtcNow() : null);
        await CommitAsync(restarted);
        LogCursorRejected(OrganizationId, restarted.From, reason);
        return ++_restarts == 1 ? TimeSpan.Zero : PollSchedule.AfterFailure(_restarts, Random.Shared.NextDouble());
    }

    /// <summary>Behind whoever deletes it, because a deletion that could not be written did not happen.</summary>
    private async Task<TimeSpan?> ClearCursorAsync()
    {
        using var turn = await TurnAsync(_delivering);
        using var operators = await TurnAsync(_operators);
        if (Settings is not null)
            return TimeSpan.Zero;

        // The cursor last: an activation that finds one goes on here.
        if (history.RecordExists)
            await history.ClearStateAsync();
        if (cursor.RecordExists)
            await cursor.ClearStateAsync();
        DeactivateOnIdle();
        return null;
    }

    /// <summary>Null = the turn is given; else when to ask again.</summary>
    private Task<TimeSpan?> AskForTurnAsync(OrganizationSettings settings, AtlassianRequest request, TurnPriority priority, CancellationToken cancellationToken) =>
        ApiUser(settings).AskForTurnAsync(new TurnRequest(OrganizationId, request.Path, priority), time, cancellationToken);

    /// <summary>A page that was begun under other settings is mapped by those, and its mapper is nobody else's.</summary>
    private EventMapper Mapper(OrganizationSettings settings)
    {
        if (_mapper is not { } known || !ReferenceEquals(known.Settings, settings))
            _mapper = known = (settings, MapperFor(settings));
        return known.Mapper;
    }

    private EventMapper MapperFor(OrganizationSettings settings) => new(new MappingContext
    {
        OrganizationId = settings.OrganizationId,
        OrganizationName = settings.Name,
        Tenant = settings.Tenant,
        Namespace = settings.Namespace,
        Tags = settings.Tags,
        PreserveOriginal = settings.PreserveOriginal,
        Actions = Actions(),
        Addresses = addresses,
    });

    private Uri BaseUrl(OrganizationSettings settings) => settings.BaseUrl is { } own ? new Uri(own) : atlassianOptions.Value.BaseUrl;

    private IApiUserGrain ApiUser(OrganizationSettings settings) => GrainFactory.GetGrain<IApiUserGrain>(settings.ApiUserKey);

    private IOrganizationDirectoryGrain Directory => GrainFactory.GetGrain<IOrganizationDirectoryGrain>(OrganizationShards.Of(OrganizationId));

    [LoggerMessage(LogLevel.Warning, "Atlassian rejected the cursor of organization {OrganizationId}; it restarted from {From:O}: {Reason}")]
    private partial void LogCursorRejected(string organizationId, DateTimeOffset from, string reason);
}
