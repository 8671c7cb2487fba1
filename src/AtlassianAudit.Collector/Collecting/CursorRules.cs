using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// How the cursor moves. Atlassian's cursor is opaque and returned on the last page too; only a non-empty <c>meta.next</c> moves it, and nothing moves
/// it backwards but Atlassian's own rejection.
/// </summary>
internal static class CursorRules
{
    private static readonly TimeSpan SmallestOverlap = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan LargestOverlap = TimeSpan.FromHours(24);

    /// <summary>Atlassian's clock may be ahead of this one.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A page of this size may have a successor even where more were asked for: 200 is Atlassian's default, which a server may fall back to.
    /// </summary>
    private const int AtlassianDefaultPageSize = 200;

    /// <summary>
    /// The cursor to poll with: the stored one, or a new one where it belongs to an earlier registration. Until a new one is written, whatever there is may have
    /// been shipped, be it under a cursor that was lost.
    /// </summary>
    public static CursorState Current(CursorState stored, OrganizationRegistration registration, DateTimeOffset now) =>
        stored.Incarnation == registration.Incarnation
            ? stored
            : new CursorState { Incarnation = registration.Incarnation, From = registration.From, LookUpThrough = ProcessedBy(now) };

    /// <summary>The state behind a page whose every document is safe.</summary>
    public static CursorState Behind(CursorState current, string? next, Tally tally) => UnknownActionRules.Note(current, tally.Unknown) with
    {
        Cursor = string.IsNullOrEmpty(next) ? current.Cursor : next,
        Watermark = Later(current.Watermark, tally.Watermark),
        LastEventAt = Later(current.LastEventAt, tally.LastEventAt),
        LargestDelay = tally.LargestDelay > current.LargestDelay ? tally.LargestDelay : current.LargestDelay,
        Counters = Count(current.Counters, tally),
        WriteIndex = tally.WriteIndex ?? current.WriteIndex,
        UserActivityAt = Later(current.UserActivityAt, tally.UserActivityAt),
        Ledger = AckedLedger.Append(current.Ledger, tally.Acked),
        LookUpThrough = MayHaveBeenShipped(current, tally.Oldest) || tally.Fetched == 0 ? current.LookUpThrough : null,
    };

    /// <summary>The counters with those of a page.</summary>
    public static OrganizationCounters Count(OrganizationCounters counters, Tally tally) => counters with
    {
        Fetched = counters.Fetched + tally.Fetched,
        Stored = counters.Stored + tally.Stored,
        Duplicates = counters.Duplicates + tally.Duplicates,
        Quarantined = counters.Quarantined + tally.Quarantined,
        DeadLettered = counters.DeadLettered + tally.DeadLettered,
        InDoubt = counters.InDoubt + (tally.NotLookedUp is null ? 0 : 1),
    };

    /// <summary>
    /// True when a page may hold what was shipped before this cursor began: Atlassian's stream is in the order of processing, so a page whose oldest event
    /// is newer than that holds nothing of it, and none behind it does.
    /// </summary>
    public static bool MayHaveBeenShipped(CursorState current, DateTimeOffset? oldest) =>
        current.LookUpThrough is { } through && (oldest is null || oldest <= through);

    /// <summary>Where the events of a page may be stored already; null = nowhere.</summary>
    public static LookUp? LookUpFor(CursorState current, DateTimeOffset? oldest, Doubt doubt) =>
        MayHaveBeenShipped(current, oldest) ? new LookUp(null) : doubt.Holds(oldest) ? new LookUp(current.WriteIndex) : null;

    /// <summary>No event that was shown until a time says that it was processed later than this.</summary>
    public static DateTimeOffset ProcessedBy(DateTimeOffset now) => now + ClockDifference;

    /// <summary>
    /// The former places that may hold events behind the cursor. The stream is in the order of processing, so behind a watermark that is newer than the move there is
    /// nothing of theirs, unless the cursor was set back.
    /// </summary>
    public static IReadOnlyList<FormerPlace> PlacesToAsk(CursorState current, IEnumerable<FormerPlace> former) =>
        [.. former.Where(place => current.LookUpThrough is not null || current.Watermark is null || current.Watermark <= ProcessedBy(place.LeftAt))];

    /// <summary>The state where a job beside the live tail may ship events up to a time: those ahead of the live tail, it looks up when it comes there.</summary>
    public static CursorState ShippedBeside(CursorState current, DateTimeOffset? newest) =>
        newest > current.Watermark || current.Watermark is null ? current with { LookUpThrough = Later(current.LookUpThrough, newest) } : current;

    /// <summary>
    /// The state after Atlassian rejected the cursor: from the newest safe event, less an overlap wide enough for late events, whichever of
    /// <c>time</c> and <c>processedAt</c> Atlassian's <c>from</c> means.
    /// </summary>
    /// <param name="current">The state that Atlassian rejected.</param>
    /// <param name="began">Where collecting began: what came before is somebody else's.</param>
    /// <param name="inDoubtUntil">Until when events may have been shipped without the cursor knowing; null = there are none.</param>
    public static CursorState Restart(CursorState current, DateTimeOffset began, DateTimeOffset? inDoubtUntil)
    {
        if (inDoubtUntil is { } until)
            current = current with { LookUpThrough = Later(current.LookUpThrough, ProcessedBy(until)) };
        if (current.Watermark is not { } watermark)
            return current with { Cursor = null };

        var overlap = 2 * current.LargestDelay;
        overlap = overlap < SmallestOverlap ? SmallestOverlap : overlap > LargestOverlap ? LargestOverlap : overlap;
        var from = watermark - overlap;
        return current with { Cursor = null, From = from > began ? from : began, LookUpThrough = Later(current.LookUpThrough, watermark) };
    }

    /// <summary>
    /// True when the next page should be asked for at once. A cursor that does not move is never followed at once: the same place again, later.
    /// </summary>
    public static bool HasMore(CursorState current, string? next, int events, int pageSize) =>
        events >= Math.Min(pageSize, AtlassianDefaultPageSize) && !string.IsNullOrEmpty(next) && next != current.Cursor;

    public static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
