using System.Text;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// The names of what no rule names: they come again by the million, and are one text each. A table in which a newer name takes an older one's slot, so a
/// sender of nonsense neither makes it grow nor keeps others out of it.
/// </summary>
internal static class RememberedNames
{
    private const int Longest = 128;
    private static readonly string?[] Slots = new string?[4096];

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

        ref var slot = ref Slots[string.GetHashCode(path) & (Slots.Length - 1)];
        if (Volatile.Read(ref slot) is { } known && path.SequenceEqual(known))
            return known;
        var made = path.ToString();
        Volatile.Write(ref slot, made);
        return made;
    }
}
