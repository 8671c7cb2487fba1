using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>What the times of a page's events say together.</summary>
internal sealed class PageTimes(DateTimeOffset now)
{
    private bool _anyUnknown;
    private DateTimeOffset? _oldest;

    /// <summary>Newest <c>processedAt</c>, or <c>time</c>. A time ahead of the clock counts as now: a restart from it must never begin in the future.</summary>
    public DateTimeOffset? Watermark { get; private set; }

    public DateTimeOffset? LastEventAt { get; private set; }

    /// <summary>Newest <c>time</c> of a user-created activity.</summary>
    public DateTimeOffset? UserActivityAt { get; private set; }

    public TimeSpan LargestDelay { get; private set; }

    /// <summary>Oldest <c>processedAt</c>; null where an event has none.</summary>
    public DateTimeOffset? Oldest => _anyUnknown ? null : _oldest;

    public void Saw(MapResult.Mapped document)
    {
        var at = document.ProcessedAt ?? document.Time;
        at = at > now ? now : at;
        Watermark = Watermark is null || at > Watermark ? at : Watermark;
        LastEventAt = LastEventAt is null || document.Time > LastEventAt ? document.Time : LastEventAt;
        if (document.Action.IsUserActivity)
            UserActivityAt = UserActivityAt is null || document.Time > UserActivityAt ? document.Time : UserActivityAt;
        if (document.ProcessedAt is not { } processedAt)
        {
            _anyUnknown = true;
            return;
        }

        _oldest = _oldest is null || processedAt < _oldest ? processedAt : _oldest;
        if (processedAt - document.Time is var delay && delay > LargestDelay)
            LargestDelay = delay;
    }
}
