using System.Runtime.InteropServices;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>An organization's events in processing order; append-only, so that nothing ever appears before a position that was served.</summary>
internal sealed class EventLog
{
    private readonly List<LoggedEvent> _visible = [];
    private readonly PriorityQueue<LoggedEvent, (long ProcessedAt, long Order)> _pending = new();
    private long _order;

    public int Count => _visible.Count;

    public ReadOnlySpan<LoggedEvent> Visible => CollectionsMarshal.AsSpan(_visible);

    /// <summary>The newest visible event's instant: what is added now may be no older.</summary>
    public long Newest => _visible.Count == 0 ? long.MinValue : _visible[^1].ProcessedAt;

    /// <summary>Adds an event, to be seen once its instant has come.</summary>
    public void Add(LoggedEvent item) => _pending.Enqueue(item, (item.ProcessedAt, _order++));

    /// <summary>Shows what is due; the live stream and what was added merge by their instants.</summary>
    public void Advance(long now, LiveStream live)
    {
        foreach (var item in live.TakeUntil(now))
        {
            ShowPending(item.ProcessedAt);
            Show(item);
        }

        ShowPending(now);
    }

    /// <summary>The index of the first event at or after an instant.</summary>
    public int FirstAtOrAfter(long instant)
    {
        int low = 0, high = _visible.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_visible[middle].ProcessedAt < instant)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void ShowPending(long until)
    {
        while (_pending.TryPeek(out var item, out _) && item.ProcessedAt <= until)
        {
            Show(item);
            _pending.Dequeue();
        }
    }

    // A clock that was set back must not break the order that the search relies on.
    private void Show(LoggedEvent item) =>
        _visible.Add(item.ProcessedAt >= Newest ? item : item with { ProcessedAt = Newest });
}
