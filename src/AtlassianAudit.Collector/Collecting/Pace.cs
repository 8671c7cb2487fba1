using AtlassianAudit.Contracts.ApiUsers;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// Evenly spaced slots below a limit per minute, by <see cref="ApiLimits.UsedShare"/>.
/// </summary>
internal sealed class Pace(int limitPerMinute)
{
    /// <summary>A slot taken late by less than this does not push the following ones: timers are late by nature.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(250);

    private readonly TimeSpan _spacing = TimeSpan.FromMinutes(1) / (limitPerMinute * ApiLimits.UsedShare);
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>When the next slot is.</summary>
    public DateTimeOffset Next => _next;

    public void Take(DateTimeOffset now) => _next = (_next > now - Lateness ? _next : now) + _spacing;

    /// <summary>No slot before this time.</summary>
    public void Hold(DateTimeOffset until) => _next = until > _next ? until : _next;
}
