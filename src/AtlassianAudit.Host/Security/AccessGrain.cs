using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Security;

namespace AtlassianAudit.Host.Security;

/// <summary>Owns the management tokens. One grain for the cluster, so that several silos make and print one first token.</summary>
[GrainType("access")]
internal sealed class AccessGrain([PersistentState("access", GrainStorage.Name)] IPersistentState<AccessState> access, TimeProvider time) : Grain, IAccessGrain
{
    private const string ConfiguredId = "configured";
    private const string GeneratedId = "first";
    private const int TokenBytes = 32;

    public async Task<string?> EnsureAdministratorAsync(string? configuredHash)
    {
        var others = access.State.Tokens.RemoveAll(token => token.Id == ConfiguredId);
        if (configuredHash is not null)
        {
            // What was made and printed while there was no setting lets in no longer: whoever sets a token means that one.
            var wanted = others.RemoveAll(token => token.Id == GeneratedId);
            var known = access.State.Tokens.FirstOrDefault(token => token.Id == ConfiguredId && token.Hash == configuredHash);
            if (known is null || wanted.Length < others.Length)
                await WriteAsync(wanted.Add(known ?? Administrator(ConfiguredId, configuredHash)));
            return null;
        }

        if (!others.IsEmpty)
        {
            // The setting was taken away: what it let in is let in no longer.
            if (others.Length < access.State.Tokens.Length)
                await WriteAsync(others);
            return null;
        }

        var token = "aa_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        await WriteAsync([Administrator(GeneratedId, Hash(token))]);
        return token;
    }

    public Task<AccessToken?> FindAsync(string hash) => Task.FromResult(access.State.Tokens.FirstOrDefault(token => token.Hash == hash));

    /// <summary>Lower-case hexadecimal SHA-256.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private AccessToken Administrator(string id, string hash) => new(id, "administrator", hash, AccessRole.Admin, time.GetUtcNow());

    private async Task WriteAsync(System.Collections.Immutable.ImmutableArray<AccessToken> tokens)
    {
        var previous = access.State;
        access.State = previous with { Tokens = tokens };
        try
        {
            await access.WriteStateAsync();
        }
        catch
        {
            access.State = previous;
            DeactivateOnIdle();
            throw;
        }
    }
}
