using System.Collections.Frozen;
using System.Reflection;
using System.Text;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// Which actions are user-created activity: those whose group in Atlassian's catalogue is one of "… USER ACTIONS". Only Guard Premium and Cloud Enterprise
/// show them, so an organization without any may have a smaller plan than its owner believes.
/// </summary>
internal static class UserActivity
{
    private const string Group = " USER ACTIONS";
    private const int LongestKnown = 128;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Ids = Read().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="action">The action's value as it stands in the event, with its quotes; empty = none.</param>
    public static bool Contains(ReadOnlySpan<byte> action)
    {
        if (action.Length is < 3 or > LongestKnown || action[0] != (byte)'"')
            return false;
        Span<char> id = stackalloc char[LongestKnown];
        return Ids.Contains(id[..Encoding.ASCII.GetChars(action[1..^1], id)]);
    }

    private static FrozenSet<string> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("actions.tsv") ?? throw new InvalidOperationException("The resource actions.tsv is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n')
            .Select(line => line.Split('\t'))
            .Where(columns => columns is [_, var group, ..] && group.EndsWith(Group, StringComparison.Ordinal))
            .Select(columns => columns[0])
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
