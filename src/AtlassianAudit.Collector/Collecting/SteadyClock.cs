namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// The time that the system's clock showed at the start, and what passed since: a clock that is set meanwhile neither stops the turns of a user for an hour nor gives
/// an hour's turns at once.
/// </summary>
internal sealed class SteadyClock(TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();

    public DateTimeOffset Now => _startedAt + time.GetElapsedTime(_started);

    /// <summary>A time of the system's clock on this one.</summary>
    public DateTimeOffset At(DateTimeOffset system) => Now + (system - time.GetUtcNow());
}
