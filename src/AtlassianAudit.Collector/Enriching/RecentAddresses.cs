using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Collector.Enriching;

/// <summary>
/// What was found lately: most events come from a few addresses. A table in which a newer address takes an older one's slot, so it never grows and nobody
/// waits; what has lost its slot is looked up again.
/// </summary>
internal sealed class RecentAddresses
{
    private const int Slots = 4096;
    private readonly Found?[] _slots = new Found?[Slots];

    public bool TryGet(ReadOnlySpan<char> ip, out AddressFacts? facts)
    {
        var found = Volatile.Read(ref SlotOf(ip));
        var isSame = found is not null && ip.SequenceEqual(found.Ip);
        facts = isSame ? found!.Facts : null;
        return isSame;
    }

    public void Keep(ReadOnlySpan<char> ip, AddressFacts? facts) => Volatile.Write(ref SlotOf(ip), new Found(ip.ToString(), facts));

    private ref Found? SlotOf(ReadOnlySpan<char> ip) => ref _slots[string.GetHashCode(ip) & (Slots - 1)];

    private sealed record Found(string Ip, AddressFacts? Facts);
}
