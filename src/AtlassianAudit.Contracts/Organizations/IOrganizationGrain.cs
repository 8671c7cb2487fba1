using System.Collections.Immutable;
using AtlassianAudit.Contracts.Security;
using AtlassianAudit.Contracts.Shipping;
using Orleans.Concurrency;

namespace AtlassianAudit.Contracts.Organizations;

/// <summary>
/// One Atlassian organization: its settings, its cursor, its poll loop. Key: the organization id.
/// What an operator asks for never waits behind a poll: every method interleaves.
/// </summary>
[Alias("audit.organization")]
public interface IOrganizationGrain : IGrainWithStringKey
{
    /// <summary>Adds the organization or replaces its settings as a whole. An existing cursor stays where it is.</summary>
    [Alias("Configure"), AlwaysInterleave]
    Task<ConfigureOutcome> ConfigureAsync(OrganizationSettings settings, bool onlyIfNew);

    /// <summary>The settings, or null when there is no such organization.</summary>
    [Alias("GetSettings"), AlwaysInterleave]
    Task<OrganizationSettings?> GetSettingsAsync();

    /// <summary>The newest snapshot, or null when there is no such organization.</summary>
    [Alias("GetStatus"), AlwaysInterleave]
    Task<OrganizationStatus?> GetStatusAsync();

    /// <summary>Stops polling; false when there is no such organization.</summary>
    [Alias("Pause"), AlwaysInterleave]
    Task<bool> PauseAsync();

    /// <summary>Polls again, from the same cursor; false when there is no such organization.</summary>
    [Alias("Resume"), AlwaysInterleave]
    Task<bool> ResumeAsync();

    /// <summary>Polls now rather than at the next time; false when there is no such organization.</summary>
    [Alias("Poll"), AlwaysInterleave]
    Task<bool> PollAsync();

    /// <summary>Stops and forgets; shipped documents stay. False when there is no such organization.</summary>
    [Alias("Delete"), AlwaysInterleave]
    Task<bool> DeleteAsync();

    /// <summary>Tries the key with one request (<c>events-stream?limit=1</c>), in its turn; nothing is stored.</summary>
    [Alias("TryKey"), AlwaysInterleave]
    Task<KeyTrial> TryKeyAsync(OrganizationSettings settings);

    /// <summary>Tries a new key and, where Atlassian accepts it, goes on with it at the same cursor; null when there is no such organization.</summary>
    [Alias("RotateKey"), AlwaysInterleave]
    Task<KeyTrial?> RotateKeyAsync(KeyRotation rotation);

    /// <summary>Adds a job to the organization's queue; null when there is no such organization.</summary>
    [Alias("StartJob"), AlwaysInterleave]
    Task<HistoryStart?> StartJobAsync(HistoryRequest request);

    /// <summary>The organization's newest jobs of a kind, in the order of their numbers; null when there is no such organization.</summary>
    [Alias("ListJobs"), AlwaysInterleave]
    Task<ImmutableArray<HistoryJob>?> ListJobsAsync(HistoryJobKind kind);

    /// <summary>Ends a job where it stands; true as well when it was over already, false when there is none.</summary>
    [Alias("EndJob"), AlwaysInterleave]
    Task<bool> EndJobAsync(HistoryJobKind kind, int number);

    /// <summary>The organization's dead letters, also those of where its events went before; null when there is no such organization.</summary>
    /// <param name="after"><see cref="DeadLetterPage.Next"/> of the page before; null = from the beginning.</param>
    /// <param name="limit">At most so many.</param>
    [Alias("ReadDeadLetters"), AlwaysInterleave]
    Task<LookResult<DeadLetterPage>?> ReadDeadLettersAsync(string? after, int limit);

    /// <summary>The organization's actions that the table does not know; null when there is no such organization.</summary>
    [Alias("ListUnknownActions"), AlwaysInterleave]
    Task<UnknownActions?> ListUnknownActionsAsync();

    /// <summary>Sees to it that the poll loop runs. Cheap; what the reminder and the membership poker call.</summary>
    [Alias("Wake"), AlwaysInterleave]
    Task WakeAsync();
}

/// <summary>What <see cref="IOrganizationGrain.ConfigureAsync"/> did.</summary>
public enum ConfigureOutcome
{
    /// <summary>The organization is new.</summary>
    Created,

    /// <summary>Its settings were replaced.</summary>
    Replaced,

    /// <summary>It exists, and only a new one was wanted: nothing was changed.</summary>
    AlreadyExists,
}

/// <summary>A new key for an organization.</summary>
/// <param name="ApiKey">The key.</param>
/// <param name="ApiUser">Whose it is; null = whose the former one was.</param>
/// <param name="ApiKeyExpiresAt">When Atlassian ends it; null = unknown.</param>
[GenerateSerializer, Immutable, Alias("audit.key-rotation")]
public sealed record KeyRotation(
    [property: Id(0)] ProtectedSecret ApiKey,
    [property: Id(1)] string? ApiUser,
    [property: Id(2)] DateTimeOffset? ApiKeyExpiresAt)
{
    /// <summary>The settings with this key.</summary>
    public OrganizationSettings Applied(OrganizationSettings settings) =>
        settings with { ApiKey = ApiKey, ApiUser = ApiUser ?? settings.ApiUser, ApiKeyExpiresAt = ApiKeyExpiresAt };
}

/// <summary>The result of trying a key.</summary>
/// <param name="Accepted">Atlassian answered with a page.</param>
/// <param name="State">The state that the answer means; <see cref="OrganizationState.Active"/> when accepted.</param>
/// <param name="Reason">Atlassian's answer in one sentence; null when accepted.</param>
[GenerateSerializer, Immutable, Alias("audit.key-trial")]
public sealed record KeyTrial(
    [property: Id(0)] bool Accepted,
    [property: Id(1)] OrganizationState State,
    [property: Id(2)] string? Reason);
