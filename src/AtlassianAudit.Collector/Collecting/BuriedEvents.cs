using System.Collections.Immutable;
using System.Text;
using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>Dead letters as the events they were.</summary>
internal sealed class BuriedEvents(ImmutableArray<BuriedEvent> letters) : IEventPage
{
    private readonly ImmutableArray<byte[]> _events = [.. letters.Select(letter => Encoding.UTF8.GetBytes(letter.Original))];

    public int Count => _events.Length;

    public ReadOnlySpan<byte> Event(int index) => _events[index];
}
