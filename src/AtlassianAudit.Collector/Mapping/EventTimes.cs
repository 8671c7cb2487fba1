namespace AtlassianAudit.Collector.Mapping;

/// <summary>When an event happened, as far as it says so.</summary>
/// <param name="Timestamp">Its <c>time</c>; where that cannot be read <c>processedAt</c>, then the time of collection.</param>
/// <param name="ProcessedAt">Where it can be read.</param>
/// <param name="Problem">One sentence where <c>time</c> cannot be read.</param>
internal readonly record struct EventTimes(DateTimeOffset Timestamp, DateTimeOffset? ProcessedAt, string? Problem)
{
    public bool TimeUnreadable => Problem is not null;

    public static EventTimes Of(in ScannedEvent scanned, DateTimeOffset collectedAt)
    {
        var processedAt = scanned.ProcessedAt;
        if (scanned.Time is { } time)
            return new EventTimes(time, processedAt, null);
        return new EventTimes(
            processedAt ?? collectedAt,
            processedAt,
            $"attributes.time is {(scanned.Has(EventField.Time) || !scanned.Fits(EventField.Time) ? "no time" : "absent")}; @timestamp is {(processedAt is null ? "the time of collection" : "processedAt")}.");
    }
}
