namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>The events that appear as time passes: a fixed grid per organization and rate, so that a restarted emulator goes on with the same ids.</summary>
internal sealed class LiveStream
{
    private const long Minute = 60_000;
    private readonly string _organizationId;
    private readonly long _phase;
    private long _next;

    public LiveStream(string organizationId, int eventsPerMinute, long start)
    {
        _organizationId = organizationId;
        EventsPerMinute = eventsPerMinute;
        if (eventsPerMinute == 0)
            return;
        _phase = (long)(Dice.Seed(organizationId) % (ulong)Math.Max(1, Minute / eventsPerMinute));
        _next = (start - _phase) * eventsPerMinute / Minute + 1;
    }

    public int EventsPerMinute { get; }

    /// <summary>The events processed up to now that were not taken before, in their order.</summary>
    public IEnumerable<LoggedEvent> TakeUntil(long now)
    {
        while (EventsPerMinute > 0 && ProcessedAt(_next) <= now)
        {
            var seed = Dice.Seed(_organizationId, EventsPerMinute, _next);
            yield return HistoryPlan.At(ProcessedAt(_next), long.MinValue, seed);
            _next++;
        }
    }

    private long ProcessedAt(long n) => _phase + n * Minute / EventsPerMinute;
}
