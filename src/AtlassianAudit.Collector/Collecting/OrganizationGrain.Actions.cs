using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts.ApiUsers;
using AtlassianAudit.Contracts.Organizations;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>What an organization learns of its actions: from its own catalogue, and from events whose action the table does not know.</summary>
internal sealed partial class OrganizationGrain
{
    private static readonly TimeSpan CatalogueEvery = TimeSpan.FromHours(1);

    /// <summary>An organization that was just added has better things to do.</summary>
    private static readonly TimeSpan FirstCatalogue = TimeSpan.FromMinutes(1);

    /// <summary>A twentieth of it is what the catalogues of thousands are spread over after a restart.</summary>
    private static readonly TimeSpan CatalogueSpread = TimeSpan.FromHours(10);

    private DateTimeOffset _catalogueFrom;
    private DateTimeOffset _catalogueAgain;
    private int _catalogueFailures;

    public Task<UnknownActions?> ListUnknownActionsAsync() =>
        Task.FromResult(Settings is null ? null : UnknownActionRules.Show(Cursor, Actions()));

    private ActionCatalogue Actions() => History.Catalogue.IsEmpty
        ? ActionCatalogue.TableOnly
        : new ActionCatalogue(History.Catalogue.Select(entry => new CatalogueAction(entry.Action, entry.DisplayName, entry.Groups)));

    private async Task<TimeSpan?> ReadCatalogueAsync(OrganizationSettings settings, CancellationToken cancellationToken)
    {
        if (UntilHistory() is { } wait && wait > TimeSpan.Zero)
            return wait;
        var generation = _generation;
        var request = new ActionsRequest(BaseUrl(settings), OrganizationId);
        if (await AskForTurnAsync(settings, request, TurnPriority.Catalogue, cancellationToken) is { } askAgainAfter)
            return askAgainAfter;

        var askedAbout = Cursor.UnknownActions.Length;
        var result = await atlassian.GetAsync(request, secrets.Read(settings.ApiKey), cancellationToken);
        using var page = (result as PageResult.Page)?.Content;
        using var turn = await TurnAsync(_delivering);
        _catalogueFailures = page is null ? _catalogueFailures + 1 : 0;
        _catalogueAgain = time.GetUtcNow() + (page is null ? PollSchedule.AfterCatalogueFailure(_catalogueFailures, Random.Shared.NextDouble()) : CatalogueEvery);
        if (result is PageResult.Throttled throttled)
            await TellOfAsync(throttled, settings, request);
        if (page is not null && generation == _generation)
            await LearnAsync(page, askedAbout);
        return UntilHistory();
    }

    private async Task LearnAsync(AuditPage page, int askedAbout)
    {
        var listed = CatalogueReading.Read(page);
        if (!listed.IsEmpty || !History.Catalogue.IsEmpty)
            await ChangeHistoryAsync(state => state with { Catalogue = listed });
        _mapper = null;
        await CommitAsync(Cursor with { Actions = page.Count, ActionsReadAt = time.GetUtcNow(), ActionsAskedAbout = askedAbout });
    }

    /// <summary>Counts what was written with the cursor, tells of each action once, and asks the catalogue about it.</summary>
    private void TellUnknown(CursorState before, Tally tally)
    {
        metrics.SawUnknownActions(tally);
        var anyNew = false;
        foreach (var (action, _, _, _) in UnknownActionRules.New(before, Cursor, tally.Unknown))
        {
            anyNew = true;
            LogUnknownAction(OrganizationId, action.Action, string.Join(' ', action.Categorization.Category), string.Join(' ', action.Categorization.Type), action.Why.Sentence);
        }

        if (anyNew)
            ArmHistory(UntilHistory());
    }

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId} showed the unknown action {Action}, taken for {Category} / {Type}: {Reason}")]
    private partial void LogUnknownAction(string organizationId, string action, string category, string type, string reason);
}
