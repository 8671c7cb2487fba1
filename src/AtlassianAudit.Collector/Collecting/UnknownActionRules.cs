using System.Collections.Immutable;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// What an organization remembers of the actions that the table does not know, and when its catalogue is to be asked about them. Pure: written with the
/// cursor, so it costs no write of its own and counts no page twice.
/// </summary>
internal static class UnknownActionRules
{
    private static readonly TimeSpan CataloguePeriod = TimeSpan.FromDays(7);

    /// <summary>The state with what a page showed; the same where it showed nothing.</summary>
    public static CursorState Note(CursorState current, IReadOnlyList<UnknownSighting> seen)
    {
        if (seen.Count == 0)
            return current;
        var list = current.UnknownActions.ToBuilder();
        var unlisted = current.UnlistedUnknown;
        foreach (var sighting in seen)
        {
            var place = Place(list, sighting.Action.Action);
            if (place >= 0)
                list[place] = Add(list[place], sighting);
            else if (list.Count < UnknownActions.Listed && IsText(sighting.Action.Action))
                list.Add(Add(new UnknownActionEntry { Action = sighting.Action.Action, FirstSeenAt = sighting.First, LastSeenAt = sighting.Last }, sighting));
            else
                unlisted += sighting.Count;
        }

        return current with { UnknownActions = list.ToImmutable(), UnlistedUnknown = unlisted };
    }

    /// <summary>What was listed since: those that nobody has been told of.</summary>
    public static IEnumerable<UnknownSighting> New(CursorState before, CursorState after, IReadOnlyList<UnknownSighting> seen) => seen.Where(sighting =>
        after.UnknownActions.Skip(before.UnknownActions.Length).Any(entry => entry.Action == sighting.Action.Action));

    /// <summary>
    /// When the catalogue is to be read. Weekly, from a time on that spreads thousands of them; and as soon as it may be when an action was collected since
    /// it was last asked for that neither the table knows nor the catalogue lists. What it does not list even then is not asked for again.
    /// </summary>
    /// <param name="cursor">What occurred, and when the catalogue was read.</param>
    /// <param name="catalogue">What it listed.</param>
    /// <param name="from">Not before, where nothing presses.</param>
    /// <param name="again">Not before, because it was tried a while ago.</param>
    public static DateTimeOffset CatalogueDueAt(CursorState cursor, ImmutableArray<CatalogueEntry> catalogue, DateTimeOffset from, DateTimeOffset again) =>
        cursor.UnknownActions.Skip(cursor.ActionsAskedAbout).Any(entry => IsWanted(entry, catalogue))
            ? again
            : CursorRules.Later(CursorRules.Later(cursor.ActionsReadAt + CataloguePeriod, from), again)!.Value;

    /// <summary>The listed actions as operators see them. A newer table may know some of them.</summary>
    public static UnknownActions Show(CursorState cursor, ActionCatalogue actions) => new(
        [.. cursor.UnknownActions.Select(entry => (Entry: entry, Meaning: actions.Explain(entry.Action))).Where(item => item.Meaning.IsUnknown).Select(item => new UnknownAction
        {
            Action = item.Entry.Action,
            Count = item.Entry.Count,
            FirstSeenAt = item.Entry.FirstSeenAt,
            LastSeenAt = item.Entry.LastSeenAt,
            DisplayName = item.Meaning.DisplayName.Length > 0 ? item.Meaning.DisplayName : null,
            Groups = item.Meaning.Groups,
            Category = item.Meaning.Categorization.Category,
            Type = item.Meaning.Categorization.Type,
            Outcome = item.Meaning.Categorization.Outcome,
            Reason = item.Meaning.Why.Sentence,
        })],
        cursor.UnlistedUnknown);

    /// <summary>True for an id that is worth keeping.</summary>
    public static bool IsText(string action) => action.Length is > 0 and <= ActionTable.LongestId && !action.Any(char.IsControl);

    private static bool IsWanted(UnknownActionEntry entry, ImmutableArray<CatalogueEntry> catalogue) =>
        ActionTable.Find(entry.Action) is null && !catalogue.Any(listed => listed.Action == entry.Action);

    private static int Place(ImmutableArray<UnknownActionEntry>.Builder list, string action)
    {
        for (var i = 0; i < list.Count; i++)
            if (list[i].Action == action)
                return i;
        return -1;
    }

    private static UnknownActionEntry Add(UnknownActionEntry entry, UnknownSighting sighting) => entry with
    {
        Count = entry.Count + sighting.Count,
        FirstSeenAt = sighting.First < entry.FirstSeenAt ? sighting.First : entry.FirstSeenAt,
        LastSeenAt = sighting.Last > entry.LastSeenAt ? sighting.Last : entry.LastSeenAt,
    };
}
