using System.Diagnostics.Metrics;

namespace AtlassianAudit.Collector.Enriching;

/// <summary>How old the databases are, and what could not be read in them.</summary>
internal sealed class EnrichingMetrics(IMeterFactory meters, TimeProvider time)
{
    private readonly Meter _meter = meters.Create(TelemetryNames.EnrichingMeter);
    private Counter<long>? _failed;

    /// <summary>Reports on these files from now on.</summary>
    public void Watch(IReadOnlyCollection<DatabaseFile> files)
    {
        _failed = _meter.CreateCounter<long>(TelemetryNames.FailedLookUps, "{lookup}", "Look-ups of addresses that a database answered with an error.");
        _meter.CreateObservableGauge(
            TelemetryNames.DatabaseAge,
            () => files.Where(file => file.BuiltAt is not null).Select(file => new Measurement<double>((time.GetUtcNow() - file.BuiltAt!.Value).TotalSeconds, Of(file.Name))),
            "s",
            "Time since the address database in use was built; none where none is in use.");
    }

    public void LookUpFailed(string database) => _failed?.Add(1, Of(database));

    private static KeyValuePair<string, object?> Of(string database) => new(TelemetryNames.Database, database);
}
