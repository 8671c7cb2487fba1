using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// What an action's group in a catalogue says of it: what most actions of that group in the exact table are about. Worth asking only where the action itself
/// does not say.
/// </summary>
internal static class ActionGroups
{
    private static readonly ImmutableArray<string> Whom = ["user", "group", "admin"];

    private static readonly FrozenDictionary<string, (ImmutableArray<string> Category, string? Whom)> Known = ActionTable.Rows
        .SelectMany(row => row.Groups, (row, group) => (Group: group, row.Categorization))
        .GroupBy(row => row.Group, row => row.Categorization, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, Usual, StringComparer.OrdinalIgnoreCase);

    /// <summary>The first of an action's groups that is known, and how it categorises what the action does; null where none is.</summary>
    public static (string Group, Categorization Categorization)? Categorize(ImmutableArray<string> groups, string verb, string outcome)
    {
        foreach (var group in groups)
            if (Known.TryGetValue(group, out var usual))
                return (group, new Categorization(usual.Category, Types(usual.Category, usual.Whom, verb), outcome));
        return null;
    }

    private static (ImmutableArray<string> Category, string? Whom) Usual(IEnumerable<Categorization> members)
    {
        var usual = members.GroupBy(member => string.Join(' ', member.Category)).MaxBy(category => category.Count())!;
        var whom = Whom.MaxBy(word => usual.Count(member => member.Type.Contains(word)))!;
        return (usual.First().Category, usual.Key == "iam" ? whom : null);
    }

    /// <summary>ECS expects <c>access</c> neither of <c>iam</c> nor of <c>authentication</c>, and of the latter no verb at all.</summary>
    private static ImmutableArray<string> Types(ImmutableArray<string> category, string? whom, string verb) =>
        whom is not null ? [whom, verb == "access" ? "info" : verb]
        : category.Contains("authentication") ? ["info"]
        : category.Contains("package") && verb == "creation" ? ["installation"]
        : [verb];
}
