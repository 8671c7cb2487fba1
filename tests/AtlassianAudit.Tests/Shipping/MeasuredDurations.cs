using System.Diagnostics.Metrics;
using AtlassianAudit.Collector;
using AtlassianAudit.Collector.Collecting;
using AtlassianAudit.Collector.Shipping;
using Microsoft.Extensions.DependencyInjection;

namespace AtlassianAudit.Tests.Shipping;

public sealed class MeasuredDurations
{
    [Fact]
    public void Each_histogram_of_seconds_has_buckets_for_seconds()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var buckets = new Dictionary<string, IReadOnlyList<double>?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument is Histogram<double> { Unit: "s" } histogram && ReferenceEquals(instrument.Meter.Scope, meters))
                buckets[histogram.Name] = histogram.Advice?.HistogramBucketBoundaries;
        };
        listener.Start();
        _ = (new CollectingMetrics(meters), new ShippingMetrics(meters));
        Assert.Equal([TelemetryNames.BulkDuration, TelemetryNames.Lag], buckets.Keys.Order());
        Assert.All(buckets.Values, boundaries => Assert.Equal(Durations.Advice.HistogramBucketBoundaries, boundaries));
    }
}
