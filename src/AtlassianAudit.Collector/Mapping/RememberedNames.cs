using System.Collections.Concurrent;
using System.Text;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>The names of what no rule names: they come again by the million, and are one text each, within a bound that a sender of nonsense cannot move.</summary>
internal static class RememberedNames
{
    private const int MostRemembered = 4096;
    private const int Longest = 128;

    private static readonly ConcurrentDictionary<string, string> Remembered = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> RememberedBySpan = Remembered.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The path of a value.</summary>
    /// <param name="holder">The path of what holds it, with a dot behind it.</param>
    /// <param name="name">Its own name as it stands in the event, with its quotes.</param>
    public static string Of(ReadOnlySpan<char> holder, ReadOnlySpan<byte> name)
    {
        var own = name[1..^1];
        if (holder.Length + own.Length > Longest || own.Contains((byte)'\\'))
            return string.Concat(holder, JsonText.Read(name));
        Span<char> path = stackalloc char[Longest];
        holder.CopyTo(path);
        path = path[..(holder.Length + Encoding.UTF8.GetChars(own, path[holder.Length..]))];
        return RememberedBySpan.TryGetValue(path, out var known) ? known : Remember(path.ToString());
    }

    private static string Remember(string path)
    {
        if (Remembered.Count < MostRemembered)
            Remembered.TryAdd(path, path);
        return path;
    }
}
