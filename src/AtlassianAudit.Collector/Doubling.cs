namespace AtlassianAudit.Collector;

/// <summary>The one rule of waiting after failures: twice as long each time, up to a bound, spread by ±20 % so that many who fail together come back apart.</summary>
internal static class Doubling
{
    private const int MostDoublings = 20;

    /// <param name="attempt">How many failures in a row, from 1.</param>
    /// <param name="jitter">0 to 1.</param>
    public static TimeSpan Wait(TimeSpan first, TimeSpan longest, int attempt, double jitter)
    {
        var doubled = first * Math.Pow(2, Math.Min(attempt - 1, MostDoublings));
        return (doubled < longest ? doubled : longest) * (0.8 + (0.4 * jitter));
    }
}
