using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AtlassianAudit.Contracts.Destinations;

/// <summary>Owns the settings of one destination. Key: its name.</summary>
[Alias("audit.destination")]
public interface IDestinationGrain : IGrainWithStringKey
{
    /// <summary>Adds the destination or replaces its settings as a whole; true when it is new.</summary>
    [Alias("Configure"), AlwaysInterleave]
    Task<bool> ConfigureAsync(DestinationSettings settings);

    /// <summary>The settings, or null when there is no such destination.</summary>
    [Alias("GetSettings"), AlwaysInterleave]
    Task<DestinationSettings?> GetSettingsAsync();

    /// <summary>Forgets the destination; false when there is none.</summary>
    [Alias("Delete"), AlwaysInterleave]
    Task<bool> DeleteAsync();

    /// <summary>Asks the cluster for its version, templates and the key's rights; sets the templates up where that is wanted and allowed.</summary>
    [Alias("Test"), AlwaysInterleave]
    Task<DestinationTest?> TestAsync();

    /// <summary>Installs dashboards, searches and data view in a Kibana; null when there is no such destination.</summary>
    [Alias("InstallKibana"), AlwaysInterleave]
    Task<KibanaInstallation?> InstallKibanaAsync(KibanaTarget target);
}

/// <summary>What a test of a destination found.</summary>
/// <param name="Reachable">The cluster answered and accepted the credential.</param>
/// <param name="Version">Its version; null when it could not be read.</param>
/// <param name="Template">The index template that serves the audit stream: <c>ours</c>, <c>fleet</c>, <c>other</c>, <c>missing</c> or <c>unknown</c>.</param>
/// <param name="Rights">Each right that matters, and whether the key has it; null = could not be asked.</param>
/// <param name="Problems">One sentence for each thing that is not as it should be, with what to do.</param>
[GenerateSerializer, Immutable, Alias("audit.destination-test")]
public sealed record DestinationTest(
    [property: Id(0)] bool Reachable,
    [property: Id(1)] string? Version,
    [property: Id(2)] string Template,
    [property: Id(3)] ImmutableDictionary<string, bool>? Rights,
    [property: Id(4)] ImmutableArray<string> Problems);
