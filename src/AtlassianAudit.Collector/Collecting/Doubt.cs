namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// Which events behind the cursor may be stored without the cursor knowing: they are looked up before they are sent. Pages may be smaller than the one that was
/// lost, so it is events that are counted and not pages.
/// </summary>
/// <param name="Events">How many, from the cursor on.</param>
/// <param name="Through">None that was processed later; null = any may be one.</param>
internal readonly record struct Doubt(int Events, DateTimeOffset? Through)
{
    /// <summary>The largest page that there is.</summary>
    private const int LargestPage = 500;

    /// <summary>What a former activation may have shipped.</summary>
    public static Doubt OfOthers(DateTimeOffset now) => new(LargestPage, CursorRules.ProcessedBy(now));

    public bool IsAny => Events > 0;

    /// <summary>True when a page may hold some of them.</summary>
    /// <param name="oldest">The oldest <c>processedAt</c> of the page; null = unknown.</param>
    public bool Holds(DateTimeOffset? oldest) => IsAny && (Through is null || oldest is null || oldest <= Through);

    /// <summary>While a page is shipped, until the cursor is written behind it.</summary>
    public Doubt Shipping(int events) => new(Math.Max(Events, events), null);

    /// <summary>Behind a page of the stream, which is in the order of processing.</summary>
    public Doubt Behind(int events, DateTimeOffset? oldest) => Holds(oldest) ? this with { Events = Events - events } : default;
}
