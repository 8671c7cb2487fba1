using System.Diagnostics.Metrics;
using AtlassianAudit.Collector.Atlassian;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>What collecting did, as numbers. No organization id: there may be tens of thousands; outliers are listed by the API.</summary>
internal sealed class CollectingMetrics
{
    private readonly Counter<long> _polls;
    private readonly Counter<long> _events;
    private readonly Counter<long> _unknownActions;
    private readonly Histogram<double> _lag;

    public CollectingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.CollectingMeter);
        _polls = meter.CreateCounter<long>(TelemetryNames.Polls, "{request}", "Requests to Atlassian, by result.");
        _events = meter.CreateCounter<long>(TelemetryNames.Events, "{event}", "Events by what became of them.");
        _unknownActions = meter.CreateCounter<long>(TelemetryNames.UnknownActions, "{event}", "Events whose action the table does not know.");
        _lag = meter.CreateHistogram(
            TelemetryNames.Lag,
            "s",
            "From an event's processedAt until its page was safe, for the newest event of each page.",
            advice: Durations.Advice);
    }

    public void Polled(PageResult result) => _polls.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Result, Name(result)));

    public void SawUnknownActions(Tally tally)
    {
        if (tally.Unknown.Count > 0)
            _unknownActions.Add(tally.Unknown.Sum(sighting => sighting.Count));
    }

    public void Delivered(Tally tally, DateTimeOffset now)
    {
        Count("stored", tally.Stored);
        Count("duplicate", tally.Duplicates);
        Count("quarantined", tally.Quarantined);
        Count("dead_lettered", tally.DeadLettered);
        if (tally.Stored > 0 && tally.Watermark is { } watermark)
            _lag.Record(Math.Max(0, (now - watermark).TotalSeconds));
    }

    private void Count(string outcome, int events)
    {
        if (events > 0)
            _events.Add(events, new KeyValuePair<string, object?>(TelemetryNames.Outcome, outcome));
    }

    private static string Name(PageResult result) => result switch
    {
        PageResult.Page => "page",
        PageResult.Throttled => "throttled",
        PageResult.CursorRejected => "cursor_rejected",
        PageResult.KeyRejected => "key_rejected",
        PageResult.Forbidden => "forbidden",
        PageResult.NotEntitled => "not_entitled",
        PageResult.NotFound => "not_found",
        PageResult.TooLarge => "too_large",
        _ => "failed",
    };
}
