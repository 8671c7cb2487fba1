namespace AtlassianAudit.Contracts;

/// <summary>The names of the data streams, which dashboards and rules rely on.</summary>
public static class DataStreams
{
    /// <summary>Dataset of the audit events.</summary>
    public const string AuditDataset = "atlassian_cloud.audit";

    /// <summary>Dataset of the events that could not be mapped or stored.</summary>
    public const string DeadLetterDataset = "atlassian_cloud.dead_letter";

    /// <summary>The data stream of a namespace's audit events.</summary>
    public static string Audit(string @namespace) => $"logs-{AuditDataset}-{@namespace}";

    /// <summary>The data stream of a namespace's dead letters.</summary>
    public static string DeadLetter(string @namespace) => $"logs-{DeadLetterDataset}-{@namespace}";
}
