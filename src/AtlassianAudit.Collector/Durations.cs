using System.Diagnostics.Metrics;

namespace AtlassianAudit.Collector;

/// <summary>The buckets of every histogram of seconds: from a request that is answered at once to a lag of a day. OpenTelemetry's own are meant for milliseconds.</summary>
internal static class Durations
{
    public static InstrumentAdvice<double> Advice { get; } = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 21600, 86400],
    };
}
