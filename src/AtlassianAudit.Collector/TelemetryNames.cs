namespace AtlassianAudit.Collector;

/// <summary>Names of meters, instruments and tags, as dashboards and alerts use them.</summary>
public static class TelemetryNames
{
    /// <summary>Meter of the poll loops.</summary>
    public const string CollectingMeter = "AtlassianAudit.Collecting";

    /// <summary>Meter of the address databases.</summary>
    public const string EnrichingMeter = "AtlassianAudit.Enriching";

    /// <summary>Meter of the deliveries to Elasticsearch.</summary>
    public const string ShippingMeter = "AtlassianAudit.Shipping";

    internal const string Polls = "atlassian_audit.polls";
    internal const string Events = "atlassian_audit.events";
    internal const string Lag = "atlassian_audit.lag";
    internal const string ApiKeys = "atlassian_audit.api_keys";
    internal const string UnknownActions = "atlassian_audit.unknown_actions";
    internal const string DatabaseAge = "atlassian_audit.enrichment.database_age";
    internal const string FailedLookUps = "atlassian_audit.enrichment.failed_lookups";
    internal const string BulkRequests = "atlassian_audit.bulk.requests";
    internal const string BulkDuration = "atlassian_audit.bulk.duration";
    internal const string BulkBytes = "atlassian_audit.bulk.bytes";
    internal const string Withheld = "atlassian_audit.unmapped.withheld";

    internal const string Result = "result";
    internal const string Outcome = "outcome";
    internal const string Destination = "destination";
    internal const string Expiry = "expiry";
    internal const string Database = "database";
}
