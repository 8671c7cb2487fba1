namespace AtlassianAudit.Contracts;

/// <summary>The names of the data streams, which dashboards and rules rely on.</summary>
public static class DataStreams
{
    /// <summary>Dataset of the audit events.</summary>
    public const string AuditDataset = "atlassian_cloud.audit";

    /// <summary>Dataset of the events that could not be mapped or stored.</summary>
    public const string DeadLetterDataset = "atlassian_cloud.dead_letter";

    private const int LongestNamespace = 100;
    private const string ForbiddenInNamespace = "\\/*?\"<>|,#: -";

    /// <summary>What is wrong with a namespace, as the rest of a sentence; null = nothing.
    /// <see href="https://www.elastic.co/docs/reference/ecs/ecs-data_stream"/></summary>
    public static string? NamespaceProblem(string? @namespace)
    {
        if (string.IsNullOrEmpty(@namespace))
            return "must not be empty";
        if (System.Text.Encoding.UTF8.GetByteCount(@namespace) > LongestNamespace)
            return $"must be at most {LongestNamespace} bytes";
        if (@namespace.Any(c => char.IsUpper(c) || char.IsControl(c) || ForbiddenInNamespace.Contains(c)))
            return "must be lower case, without any of \\ / * ? \" < > | , # : - and spaces";
        return null;
    }

    /// <summary>The data stream of a namespace's audit events.</summary>
    public static string Audit(string @namespace) => $"logs-{AuditDataset}-{@namespace}";

    /// <summary>The data stream of a namespace's dead letters.</summary>
    public static string DeadLetter(string @namespace) => $"logs-{DeadLetterDataset}-{@namespace}";
}
