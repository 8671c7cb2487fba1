using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// The exact table, <c>actions.tsv</c>: every action that Atlassian's catalogue is known to list, with the one place where its categorisation, its names
/// and the reason of a doubtful choice stand. What has a life of its own is created and deleted; what becomes part of something else changes that.
/// </summary>
internal static class ActionTable
{
    private const string Header = "action\tcategory\ttype\toutcome\tgroup\tdisplay_name\tnote";

    /// <summary>The longest id that is looked for; no id that Atlassian is known to use is half as long.</summary>
    public const int LongestId = 128;

    /// <summary>All rows, in the order of the file.</summary>
    public static ImmutableArray<ActionMeaning> Rows { get; } = Read();

    private static readonly FrozenDictionary<string, ActionMeaning> ById = Rows.ToFrozenDictionary(row => row.Action, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ActionMeaning>.AlternateLookup<ReadOnlySpan<char>> BySpan = ById.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The row of an action; null where there is none.</summary>
    public static ActionMeaning? Find(ReadOnlySpan<char> action) => BySpan.TryGetValue(action, out var row) ? row : null;

    /// <summary>Reads one line.</summary>
    /// <exception cref="FormatException">It is no row.</exception>
    internal static ActionMeaning ReadRow(string line) => line.Split('\t') switch
    {
        [{ Length: > 0 and <= LongestId } action, { Length: > 0 } category, { Length: > 0 } type, { Length: > 0 } outcome, var group, var displayName, var note] =>
            new(action, new Categorization([.. category.Split(' ')], [.. type.Split(' ')], outcome), new ActionReason.Table(note), displayName, Groups(group)),
        _ => throw new FormatException($"'{line}' is no row of actions.tsv; its columns are {Header.Replace("\t", ", ", StringComparison.Ordinal)}."),
    };

    private static ImmutableArray<string> Groups(string column) => [.. column.Split('|', StringSplitOptions.RemoveEmptyEntries)];

    private static ImmutableArray<ActionMeaning> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("actions.tsv") ?? throw new InvalidOperationException("The resource actions.tsv is not in the assembly.");
        using var reader = new StreamReader(stream);
        if (reader.ReadLine() != Header)
            throw new FormatException($"actions.tsv does not begin with the columns {Header}.");
        var rows = ImmutableArray.CreateBuilder<ActionMeaning>();
        while (reader.ReadLine() is { } line)
            rows.Add(ReadRow(line));
        return rows.ToImmutable();
    }
}
