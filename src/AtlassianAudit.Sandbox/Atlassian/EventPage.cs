namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>One page of an organization's stream; <see cref="Next"/> is null only where the page is empty.</summary>
internal sealed record EventPage(IReadOnlyList<LoggedEvent> Events, string? Next)
{
    /// <summary>Reads the page of a query; null where its cursor belongs to no history of this organization.</summary>
    public static EventPage? Read(EventLog log, EventQuery query, FromFilter filter, ulong incarnation, long now)
    {
        var start = new EventCursor(incarnation, query.Descending, 0, 0, query.From, query.To, now);
        if (query.Cursor is not null)
        {
            if (EventCursor.TryParse(query.Cursor) is not { } cursor || cursor.Incarnation != incarnation)
                return null;
            start = cursor;
        }

        var position = query.Cursor is not null ? Position(log, start) : start.Descending ? log.Count : 0;
        var events = new List<LoggedEvent>(Math.Min(query.Limit, log.Count));
        var last = position;
        for (var index = start.Descending ? position - 1 : position;
             index >= 0 && index < log.Count && events.Count < query.Limit;
             index += start.Descending ? -1 : 1)
        {
            if (!Passes(log.Visible[index], start, filter))
                continue;
            events.Add(log.Visible[index]);
            last = index;
        }

        return new EventPage(events, events.Count == 0 ? null : Cursor(log, start, start.Descending ? last : last + 1).ToString());
    }

    // What is processed after the query began always comes, however old its time is: Atlassian's processing order promises that late events are not missed.
    private static bool Passes(LoggedEvent item, EventCursor query, FromFilter filter)
    {
        var instant = filter == FromFilter.Time ? item.Time : item.ProcessedAt;
        return (query.From is not { } from || instant >= from || (query.To is null && item.ProcessedAt > query.AskedAt))
            && (query.To is not { } to || instant <= to);
    }

    private static int Position(EventLog log, EventCursor cursor) =>
        Math.Min(log.FirstAtOrAfter(cursor.ProcessedAt) + cursor.Within, log.FirstAtOrAfter(cursor.ProcessedAt + 1));

    private static EventCursor Cursor(EventLog log, EventCursor query, int position)
    {
        var instant = log.Visible[Math.Max(0, query.Descending ? position : position - 1)].ProcessedAt;
        return query with { ProcessedAt = instant, Within = position - log.FirstAtOrAfter(instant) };
    }
}
