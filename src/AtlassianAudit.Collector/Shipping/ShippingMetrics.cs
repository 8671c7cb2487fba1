using System.Diagnostics.Metrics;
using System.Globalization;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>What shipping did, as numbers.</summary>
internal sealed class ShippingMetrics
{
    private readonly Counter<long> _requests;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _withheld;
    private readonly Histogram<double> _duration;

    public ShippingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.ShippingMeter);
        _requests = meter.CreateCounter<long>(TelemetryNames.BulkRequests, "{request}", "Bulk requests, by destination and status; 0 = no answer.");
        _bytes = meter.CreateCounter<long>(TelemetryNames.BulkBytes, "By", "Bytes of bulk requests before compression.");
        _withheld = meter.CreateCounter<long>(TelemetryNames.Withheld, "{document}", "Documents stored without the attributes that no rule maps, because their data stream would make a field of each.");
        _duration = meter.CreateHistogram(TelemetryNames.BulkDuration, "s", "What a bulk request took.", advice: Durations.Advice);
    }

    public void StoredWithoutUnmapped(string destination, int documents)
    {
        if (documents > 0)
            _withheld.Add(documents, new KeyValuePair<string, object?>(TelemetryNames.Destination, destination));
    }

    public void Sent(string destination, int status, long bytes, TimeSpan took)
    {
        var to = new KeyValuePair<string, object?>(TelemetryNames.Destination, destination);
        _requests.Add(1, to, new KeyValuePair<string, object?>(TelemetryNames.Result, status.ToString(CultureInfo.InvariantCulture)));
        _bytes.Add(bytes, to);
        _duration.Record(took.TotalSeconds, to);
    }
}
