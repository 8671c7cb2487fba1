namespace AtlassianAudit.Collector.Shipping;

/// <summary>Waits that double from failure to failure and end with the first success.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int _failures;

    /// <summary>The wait before the next attempt, spread by ±20 %.</summary>
    /// <param name="jitter">0 to 1.</param>
    public TimeSpan Failed(double jitter) => Doubling.Wait(first, longest, ++_failures, jitter);

    public void Succeeded() => _failures = 0;
}
