using System.Collections.Immutable;
using AtlassianAudit.Contracts.Security;

namespace AtlassianAudit.Contracts.Destinations;

/// <summary>The Kibana that gets the dashboards, and how to reach it. Used once and never stored.</summary>
[GenerateSerializer, Immutable, Alias("audit.kibana-target")]
public sealed record KibanaTarget
{
    /// <summary>Its address, with its base path where it has one.</summary>
    [Id(0)] public required string Url { get; init; }

    /// <summary>The space's id.</summary>
    [Id(1)] public required string Space { get; init; }

    /// <summary>An API key; or null with <see cref="Username"/>. Neither = the destination's own credential.</summary>
    [Id(2)] public ProtectedSecret? ApiKey { get; init; }

    /// <summary>User for basic authentication; or null.</summary>
    [Id(3)] public string? Username { get; init; }

    /// <summary>That user's password.</summary>
    [Id(4)] public ProtectedSecret? Password { get; init; }

    /// <summary>SHA-256 of the certificate to trust, in hexadecimal; or null.</summary>
    [Id(5)] public string? CertificateFingerprint { get; init; }

    /// <summary>The certificate authority to trust, as PEM; or null.</summary>
    [Id(6)] public string? CaCertificate { get; init; }

    /// <summary>A proxy's address; or null.</summary>
    [Id(7)] public string? Proxy { get; init; }
}

/// <summary>What came of installing: a closed union of <see cref="Imported"/> and <see cref="Refused"/>.</summary>
[GenerateSerializer, Immutable, Alias("audit.kibana-installation")]
public abstract record KibanaInstallation
{
    private KibanaInstallation()
    {
    }

    /// <summary>Kibana took the objects, or some of them.</summary>
    /// <param name="Version">Kibana's version; null where it does not say.</param>
    /// <param name="Objects">Each object and what became of it.</param>
    [GenerateSerializer, Immutable, Alias("audit.kibana-installation.imported")]
    public sealed record Imported([property: Id(0)] string? Version, [property: Id(1)] ImmutableArray<KibanaObject> Objects) : KibanaInstallation;

    /// <summary>Kibana took nothing, or nobody heard that it did.</summary>
    /// <param name="Why">For programs.</param>
    /// <param name="Reason">For the operator: what is wrong and what to do, in full sentences.</param>
    [GenerateSerializer, Immutable, Alias("audit.kibana-installation.refused")]
    public sealed record Refused([property: Id(0)] KibanaRefusal Why, [property: Id(1)] string Reason) : KibanaInstallation;
}

/// <summary>Why Kibana took nothing.</summary>
public enum KibanaRefusal
{
    /// <summary>No answer, or none that is whole.</summary>
    Unreachable,

    /// <summary>The credential is not accepted.</summary>
    Unauthorized,

    /// <summary>The credential may not do it.</summary>
    Forbidden,

    /// <summary>There is no such space.</summary>
    NoSuchSpace,

    /// <summary>It is older than what the dashboards need.</summary>
    TooOld,

    /// <summary>It answered something else: not ready, or no Kibana.</summary>
    Unexpected,
}

/// <summary>One object, and what became of it.</summary>
/// <param name="Type">Kibana's name for what it is.</param>
/// <param name="Id">Its id in the file.</param>
/// <param name="Title">What people see; the id where there is none.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="DestinationId">The id that Kibana gave it, where another space has the one of the file.</param>
/// <param name="Error">Where it failed: why, as a sentence.</param>
[GenerateSerializer, Immutable, Alias("audit.kibana-object")]
public sealed record KibanaObject(
    [property: Id(0)] string Type,
    [property: Id(1)] string Id,
    [property: Id(2)] string Title,
    [property: Id(3)] KibanaOutcome Outcome,
    [property: Id(4)] string? DestinationId,
    [property: Id(5)] string? Error);

/// <summary>What became of an object.</summary>
public enum KibanaOutcome
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It took the place of an older version.</summary>
    Replaced,

    /// <summary>One was there, and not ours to change.</summary>
    Kept,

    /// <summary>It is not there.</summary>
    Failed,
}
