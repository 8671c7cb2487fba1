using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>Which actions of a page the table does not know.</summary>
internal sealed class UnknownSightings(DateTimeOffset now)
{
    private Dictionary<string, UnknownSighting>? _seen;

    public IReadOnlyList<UnknownSighting> All => _seen is null ? [] : [.. _seen.Values];

    /// <summary>Takes note of a document. A time ahead of the clock counts as now.</summary>
    public void Saw(MapResult.Mapped document)
    {
        if (!document.Action.IsUnknown)
            return;
        var at = document.Time > now ? now : document.Time;
        var id = document.Action.Action;
        _seen ??= new(StringComparer.Ordinal);
        _seen[id] = _seen.TryGetValue(id, out var seen)
            ? seen with { Count = seen.Count + 1, First = at < seen.First ? at : seen.First, Last = at > seen.Last ? at : seen.Last }
            : new UnknownSighting(document.Action, 1, at, at);
    }
}

/// <summary>An action that the table does not know, in one page.</summary>
/// <param name="Action">What was made of it.</param>
/// <param name="Count">Its events.</param>
/// <param name="First">Time of the oldest.</param>
/// <param name="Last">Time of the newest.</param>
internal sealed record UnknownSighting(ActionMeaning Action, int Count, DateTimeOffset First, DateTimeOffset Last);
