namespace AtlassianAudit.Collector.Shipping;

/// <summary>Waits that double from failure to failure and end with the first success.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int _failures;

    /// <summary>The wait before the next attempt, spread by ±20 %.</summary>
    /// <param name="jitter">0 to 1.</param>
    public TimeSpan Failed(double jitter)
    {
        var wait = first * Math.Pow(2, Math.Min(_failures++, 20));
        return (wait < longest ? wait : longest) * (0.8 + (0.4 * jitter));
    }

    public void Succeeded() => _failures = 0;
}
