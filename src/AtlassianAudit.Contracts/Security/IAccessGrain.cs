namespace AtlassianAudit.Contracts.Security;

/// <summary>Owns the management tokens of the cluster. There is one, with key <see cref="Key"/>, so that several silos make one first token.</summary>
[Alias("audit.access")]
public interface IAccessGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "access";

    /// <summary>
    /// Makes <paramref name="configuredHash"/> the administrator's token, in place of one that was made here, or, where it is null and no token exists yet, makes one.
    /// </summary>
    /// <returns>The new token in clear, this once; null where none was made.</returns>
    [Alias("EnsureAdministrator")]
    Task<string?> EnsureAdministratorAsync(string? configuredHash);

    /// <summary>The token with this hash, or null.</summary>
    [Alias("Find")]
    Task<AccessToken?> FindAsync(string hash);
}
