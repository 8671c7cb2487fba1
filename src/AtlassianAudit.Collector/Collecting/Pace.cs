namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// Evenly spaced slots below a limit per minute. At 93 % of the limit a failover, which forgets the last slot, cannot exceed it in any 60 seconds.
/// </summary>
internal sealed class Pace(int limitPerMinute)
{
    private const double Share = 0.93;

    /// <summary>A slot taken late by less than this does not push the following ones: timers are late by nature.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(250);

    private readonly TimeSpan _spacing = TimeSpan.FromMinutes(1) / (limitPerMinute * Share);
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>When the next slot is.</summary>
    public DateTimeOffset Next => _next;

    public void Take(DateTimeOffset now) => _next = (_next > now - Lateness ? _next : now) + _spacing;

    /// <summary>No slot before this time.</summary>
    public void Hold(DateTimeOffset until) => _next = until > _next ? until : _next;
}
