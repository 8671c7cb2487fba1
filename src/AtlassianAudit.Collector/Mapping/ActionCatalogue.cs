using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// What the actions of one organization mean. First the exact table; what it does not know is categorised by the words of its id, then by its group in the
/// organization's own catalogue. Every action is decided once; finding it again allocates nothing.
/// </summary>
internal sealed class ActionCatalogue
{
    /// <summary>Ids repeat by the million; what was decided once is remembered, within a bound that a sender of nonsense cannot move.</summary>
    private const int MostRemembered = 4096;

    private static readonly ConcurrentDictionary<string, ActionMeaning> Remembered = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, ActionMeaning>.AlternateLookup<ReadOnlySpan<char>> RememberedBySpan = Remembered.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly FrozenDictionary<string, ActionMeaning>.AlternateLookup<ReadOnlySpan<char>> _own;

    /// <summary>The catalogue of an organization of which only that is listed that the table does not know.</summary>
    public ActionCatalogue(IEnumerable<CatalogueAction> own) => _own = own
        .DistinctBy(action => action.Id, StringComparer.Ordinal)
        .ToFrozenDictionary(action => action.Id, Decide, StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Where no organization's own catalogue is known.</summary>
    public static ActionCatalogue TableOnly { get; } = new([]);

    /// <summary>What the action of an event means.</summary>
    /// <param name="action">The action's value as it stands in the event, with its quotes; empty = none.</param>
    public ActionMeaning Find(ReadOnlySpan<byte> action)
    {
        if (action.Length <= 2)
            return ActionMeaning.Nameless;
        if (action.Length > ActionTable.LongestId + 2 || action.Contains((byte)'\\'))
            return Explain(JsonText.Read(action));
        Span<char> id = stackalloc char[ActionTable.LongestId];
        return Find(id[..Encoding.UTF8.GetChars(action[1..^1], id)]);
    }

    /// <summary>What an action means, and in <see cref="ActionMeaning.Why"/>, why it is categorised so.</summary>
    public ActionMeaning Explain(string action) => action.Length == 0 ? ActionMeaning.Nameless : Find(action.AsSpan());

    private ActionMeaning Find(ReadOnlySpan<char> id)
    {
        if (ActionTable.Find(id) is { } row)
            return row;
        return _own.TryGetValue(id, out var own) || RememberedBySpan.TryGetValue(id, out own) ? own : Remember(id.ToString());
    }

    private static ActionMeaning Remember(string action)
    {
        var meaning = Decide(new CatalogueAction(action, "", []));
        if (action.Length <= ActionTable.LongestId && Remembered.Count < MostRemembered)
            Remembered.TryAdd(action, meaning);
        return meaning;
    }

    private static ActionMeaning Decide(CatalogueAction action)
    {
        var words = ActionTokens.ReadId(action.Id);
        var (categorization, why) = words.Rule is { } rule ? (words.Categorization, (ActionReason)new ActionReason.Words(rule))
            : ActionGroups.Categorize(action.Groups, words.Verb, words.Categorization.Outcome) is var (group, byGroup) ? (byGroup, new ActionReason.Group(group))
            : (words.Categorization, new ActionReason.Nothing());
        return new ActionMeaning(action.Id, categorization, why, action.DisplayName, action.Groups);
    }
}
