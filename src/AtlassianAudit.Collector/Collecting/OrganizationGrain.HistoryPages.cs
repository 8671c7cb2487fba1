using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Contracts.ApiUsers;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>The jobs' pages: how each kind of job reads one, ships it, and moves its own cursor.</summary>
internal sealed partial class OrganizationGrain
{
    private const int LettersAtOnce = 100;

    /// <summary>A cluster that was left because it has gone would hold up every later job.</summary>
    private const int MostTriesOfFormerPlaces = 8;

    private async Task<TimeSpan?> ReadAgainAsync(HistoryEntry entry, OrganizationSettings settings, int generation, CancellationToken cancellationToken)
    {
        var isStart = entry.Cursor is null;
        var request = new EventsRequest(
            BaseUrl(settings), OrganizationId, entry.Cursor, isStart ? entry.From : null, isStart ? entry.Job.To : null, PageSize(settings));
        var priority = entry.Job.Kind == HistoryJobKind.Backfill ? TurnPriority.Backfill : TurnPriority.Reconciliation;
        if (await AskForTurnAsync(settings, request, priority, cancellationToken) is { } askAgainAfter)
            return Waiting("It waits for a request that nobody needs for a live tail.", askAgainAfter);

        var result = await atlassian.GetAsync(request, secrets.Read(settings.ApiKey), cancellationToken);
        using var page = (result as PageResult.Page)?.Content;
        using var turn = await TurnAsync(_delivering);
        if (generation != _generation)
            return TimeSpan.Zero;

        switch (result)
        {
            case PageResult.Page when entry.Job.Kind == HistoryJobKind.Backfill:
                return await BackfillAsync(entry, page!, settings, generation);
            case PageResult.Page:
                return await ReconcileAsync(entry, page!, settings, generation);
            case PageResult.CursorRejected rejected:
                await ChangeHistoryAsync(state => HistoryRules.Replace(state, HistoryRules.Restart(entry)));
                return Waiting(rejected.Reason, PollSchedule.AfterFailure(++_historyAttempt, Random.Shared.NextDouble()));
            case PageResult.TooLarge when request.Limit > 1:
                return AskForLess(request.Limit);
            case PageResult.Throttled throttled:
                await TellOfAsync(throttled, settings, request);
                break;
        }

        var decision = PollDecision.For(result, ++_historyAttempt, time.GetUtcNow(), Random.Shared.NextDouble());
        return Waiting(decision.Reason, decision.Wait);
    }

    private async Task<TimeSpan?> BackfillAsync(HistoryEntry entry, AuditPage page, OrganizationSettings settings, int generation)
    {
        var there = await AskFormerPlacesAsync(page, settings, registration.State.FormerPlaces);
        if (generation != _generation)
            return TimeSpan.Zero;
        if (there.Held is { } held)
            return Waiting(held.Reason, PollSchedule.AfterFailure(++_historyAttempt, Random.Shared.NextDouble()));
        return await FillAsync(entry, page, settings, generation, there.Ids.Contains, there.NotSeen);
    }

    private async Task<TimeSpan?> ReconcileAsync(HistoryEntry entry, AuditPage page, OrganizationSettings settings, int generation)
    {
        var compared = await reconciliation.CompareAsync(page, settings, registration.State.FormerPlaces, Mapper(settings), entry.Job.To);
        if (generation != _generation)
            return TimeSpan.Zero;

        switch (compared)
        {
            case LookResult<PageStock>.Seen { What: var stock }:
                if (!entry.IsCounted)
                    entry = entry with { IsCounted = true, Job = entry.Job with { Findings = stock.AddTo(entry.Job.Findings!) } };

                // Counted, durably, before it is shipped: after a crash it would be found present.
                if (stock.Missing.Count > 0)
                    await ChangeHistoryAsync(state => HistoryRules.Replace(state, entry));
                if (generation != _generation)
                    return TimeSpan.Zero;
                return await FillAsync(entry, page, settings, generation, id => !stock.Missing.Contains(id));
            case LookResult<PageStock>.NotAllowed { Reason: var reason }:
                return await EndAsync(entry, HistoryJobState.Failed, $"What Elasticsearch holds cannot be compared: {reason}. Grant it and ask for the reconciliation again.");
            case LookResult<PageStock>.NoAnswer { Reason: var reason }:
                return await UnansweredAsync(entry, reason);
            default:
                throw new InvalidOperationException();
        }
    }

    private async Task<TimeSpan?> FillAsync(HistoryEntry entry, AuditPage page, OrganizationSettings settings, int generation, Func<string, bool> isKnown, string? notSeen = null)
    {
        var delivered = await delivery.DeliverAsync(page, settings, Mapper(settings), new DeliveryRules(isKnown, async tally =>
        {
            if (CursorRules.ShippedBeside(Cursor, tally.Watermark) is var next && next != cursor.State)
                await CommitAsync(next);
            return new LookUp(null);
        }));
        if (generation != _generation)
            return TimeSpan.Zero;
        return delivered is DeliveryResult.Safe { Tally: var tally }
            ? await GoOnAsync(entry, page.Next, tally with { NotLookedUp = tally.NotLookedUp ?? notSeen })
            : Held((DeliveryResult.Held)delivered);
    }

    private Task<TimeSpan?> GoOnAsync(HistoryEntry entry, string? nextCursor, Tally tally) =>
        GoOnAsync(entry, HistoryRules.Behind(entry, nextCursor, tally, time.GetUtcNow()), tally);

    /// <summary>Idempotent: what is stored already is looked up, and what cannot be stored stays the dead letter that it is.</summary>
    private async Task<TimeSpan?> ReplayAsync(HistoryEntry entry, OrganizationSettings settings, int generation)
    {
        using var turn = await TurnAsync(_delivering);
        var letters = await deadLetters.ReadAsync(settings, registration.State.FormerPlaces, entry.Cursor, LettersAtOnce);
        if (generation != _generation)
            return TimeSpan.Zero;

        switch (letters)
        {
            case LookResult<DeadLetterPage>.Seen { What: var page }:
                var delivered = page.Items.Where(letter => letter.Delivered).Select(letter => letter.Id).ToHashSet();
                var rules = new DeliveryRules(delivered.Contains, _ => Task.FromResult<LookUp?>(new LookUp(null)), Buries: false);
                var shipped = await delivery.DeliverAsync(new BuriedEvents(page.Items), settings, Mapper(settings), rules);
                if (generation != _generation)
                    return TimeSpan.Zero;
                if (shipped is not DeliveryResult.Safe { Tally: var tally })
                    return Held((DeliveryResult.Held)shipped);
                var next = HistoryRules.Behind(entry, page.Next, tally, time.GetUtcNow());
                return await GoOnAsync(entry, page.Next is null && !next.Job.IsOver ? HistoryRules.Over(next, HistoryJobState.Completed, null, time.GetUtcNow()) : next, tally);
            case LookResult<DeadLetterPage>.NotAllowed { Reason: var reason }:
                return await EndAsync(entry, HistoryJobState.Failed, $"The dead letters cannot be read: {reason}. Grant it and ask for the replay again.");
            case LookResult<DeadLetterPage>.NoAnswer { Reason: var reason }:
                return await UnansweredAsync(entry, reason);
            default:
                throw new InvalidOperationException();
        }
    }

    private async Task<TimeSpan?> GoOnAsync(HistoryEntry entry, HistoryEntry next, Tally tally)
    {
        if (next.Job.Findings is { } findings)
            next = next with { Job = next.Job with { Findings = findings with { Shipped = findings.Shipped + tally.Stored } } };
        var deadEnd = next.DeadEnds > entry.DeadEnds;
        await ChangeHistoryAsync(state => HistoryRules.Replace(state, next));
        if (tally.Unknown.Count > 0)
        {
            var before = Cursor;
            await CommitAsync(UnknownActionRules.Note(before, tally.Unknown));
            TellUnknown(before, tally);
        }

        _historyReason = tally.NotLookedUp ?? tally.Withheld;
        if (next.Job.IsOver)
            TellOver(next.Job);
        if (deadEnd)
            return Waiting("Atlassian gave no cursor behind this page; it is asked for again.", PollSchedule.AfterFailure(next.DeadEnds, Random.Shared.NextDouble()));
        _historyAttempt = 0;
        return TimeSpan.Zero;
    }

    private async Task<TimeSpan?> UnansweredAsync(HistoryEntry entry, string reason) =>
        registration.State.FormerPlaces.IsEmpty || _historyAttempt < MostTriesOfFormerPlaces
            ? Waiting(reason, PollSchedule.AfterFailure(++_historyAttempt, Random.Shared.NextDouble()))
            : await EndAsync(entry, HistoryJobState.Failed, $"{reason} Ask for it again when all destinations answer to which the organization's events went.");

    private async Task<TimeSpan?> EndAsync(HistoryEntry entry, HistoryJobState state, string reason)
    {
        _historyAttempt = 0;
        var over = HistoryRules.Over(entry, state, reason, time.GetUtcNow());
        await ChangeHistoryAsync(current => HistoryRules.Replace(current, over));
        TellOver(over.Job);
        return TimeSpan.Zero;
    }

    private void TellOver(HistoryJob job) => LogJobOver(job.Kind, job.Number, OrganizationId, job.State, job.Counters.Fetched, job.Counters.Stored, job.Reason);

    private TimeSpan? Held(DeliveryResult.Held held) => Waiting(held.Reason, held.RetryAfter);

    private TimeSpan? Waiting(string reason, TimeSpan wait)
    {
        _historyReason = reason;
        return wait;
    }
}
