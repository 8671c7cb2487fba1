using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>The keys of the organizations on this silo, counted by how near their end is.</summary>
internal sealed class KeyCensus
{
    private readonly ConcurrentDictionary<string, KeyExpiry> _keys = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public KeyCensus(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        meters.Create(TelemetryNames.CollectingMeter).CreateObservableGauge(
            TelemetryNames.ApiKeys, Count, "{key}", "API keys by the time until they end: expired, 1d, 7d, 14d, 30d, later, unknown.");
    }

    public void Note(string organizationId, KeyExpiry expiry) => _keys[organizationId] = expiry;

    public void Forget(string organizationId) => _keys.TryRemove(organizationId, out _);

    private IEnumerable<Measurement<int>> Count()
    {
        var now = _time.GetUtcNow();
        return _keys.Values.GroupBy(key => key.Bucket(now)).Select(bucket => new Measurement<int>(
            bucket.Count(), new KeyValuePair<string, object?>(TelemetryNames.Expiry, bucket.Key)));
    }
}
