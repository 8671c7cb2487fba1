namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>How to reach and convince one cluster, with its secrets in clear; lives in memory only.</summary>
internal sealed record ElasticsearchConnection
{
    public required IReadOnlyList<Uri> Nodes { get; init; }

    /// <summary>The value of the <c>Authorization</c> header; null = none.</summary>
    public string? Authorization { get; init; }
    public bool Compression { get; init; }
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);
    public Uri? Proxy { get; init; }
    public string? CertificateFingerprint { get; init; }
    public string? CaCertificate { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => string.Join(", ", Nodes);
}
