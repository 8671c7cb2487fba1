using System.Diagnostics.Metrics;
using System.Globalization;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>What shipping did, as numbers.</summary>
internal sealed class ShippingMetrics
{
    private readonly Counter<long> _requests;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _duration;

    public ShippingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.ShippingMeter);
        _requests = meter.CreateCounter<long>(TelemetryNames.BulkRequests, "{request}", "Bulk requests, by destination and status; 0 = no answer.");
        _bytes = meter.CreateCounter<long>(TelemetryNames.BulkBytes, "By", "Bytes of bulk requests before compression.");
        _duration = meter.CreateHistogram<double>(TelemetryNames.BulkDuration, "s", "What a bulk request took.");
    }

    public void Sent(string destination, int status, long bytes, TimeSpan took)
    {
        var to = new KeyValuePair<string, object?>(TelemetryNames.Destination, destination);
        _requests.Add(1, to, new KeyValuePair<string, object?>(TelemetryNames.Result, status.ToString(CultureInfo.InvariantCulture)));
        _bytes.Add(bytes, to);
        _duration.Record(took.TotalSeconds, to);
    }
}
