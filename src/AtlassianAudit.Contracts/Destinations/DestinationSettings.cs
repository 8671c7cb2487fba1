using System.Collections.Immutable;
using AtlassianAudit.Contracts.Security;

namespace AtlassianAudit.Contracts.Destinations;

/// <summary>One Elasticsearch cluster and how to reach it. Replaced as a whole; fields are only ever added.</summary>
[GenerateSerializer, Immutable, Alias("audit.destination-settings")]
public sealed record DestinationSettings
{
    /// <summary>The name that organizations refer to.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Addresses of the cluster's nodes; the next one is used when one cannot be reached.</summary>
    [Id(1)] public required ImmutableArray<string> Urls { get; init; } = [];

    /// <summary>An Elasticsearch API key, in its encoded form; or null with <see cref="Username"/>.</summary>
    [Id(2)] public ProtectedSecret? ApiKey { get; init; }

    /// <summary>User for basic authentication; or null.</summary>
    [Id(3)] public string? Username { get; init; }

    /// <summary>That user's password.</summary>
    [Id(4)] public ProtectedSecret? Password { get; init; }

    /// <summary>The <c>pipeline</c> of bulk requests. <c>_none</c> turns the index's default pipeline off, which matters beside Elastic's own package.</summary>
    [Id(5)] public string Pipeline { get; init; } = "_none";

    /// <summary>Send gzip.</summary>
    [Id(6)] public bool Compression { get; init; } = true;

    /// <summary>Largest bulk body before compression, in bytes: 64 KiB to 50 MiB.</summary>
    [Id(7)] public int MaxRequestBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>Create the index templates where none of their name exists, and replace those of an earlier version.</summary>
    [Id(8)] public bool SetUpTemplates { get; init; } = true;

    /// <summary>SHA-256 of the certificate to trust, in hexadecimal; or null.</summary>
    [Id(9)] public string? CertificateFingerprint { get; init; }

    /// <summary>The certificate authority to trust, as PEM; or null.</summary>
    [Id(10)] public string? CaCertificate { get; init; }

    /// <summary>A proxy's address; or null.</summary>
    [Id(11)] public string? Proxy { get; init; }

    /// <summary>Seconds that one request may take: 1 to 300.</summary>
    [Id(12)] public int RequestTimeoutSeconds { get; init; } = 60;

    /// <summary>Days that the data streams keep documents; null = the cluster's own rule.</summary>
    [Id(13)] public int? RetentionDays { get; init; }

    /// <summary>Tenants that may name this destination; null = everyone.</summary>
    [Id(14)] public ImmutableArray<string>? Tenants { get; init; }

    /// <summary>Grows with every change; set by the <see cref="IDestinationGrain"/>.</summary>
    [Id(15)] public long Version { get; init; }

    /// <summary>Whether organizations of this tenant may name it.</summary>
    public bool IsOpenTo(string tenant) => Tenants is not { } tenants || tenants.Contains(tenant);
}
