using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using AtlassianAudit.Contracts.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Management.Security;

/// <summary>
/// Lets in whoever sends <c>Authorization: Bearer</c> with a token that the <see cref="IAccessGrain"/> knows. Only its hash leaves this process, so a
/// token is worth nothing to whoever reads messages or state.
/// </summary>
internal sealed class BearerTokens(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IGrainFactory grains, RefusedTokens refused)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Bearer";
    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(header[Prefix.Length..].Trim())));
        if (await grains.GetGrain<IAccessGrain>(IAccessGrain.Key).FindAsync(hash) is not { } token)
            return AuthenticateResult.Fail("The token is unknown.");

        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, token.Id), new Claim(ClaimTypes.Name, token.Name), new Claim(ClaimTypes.Role, Roles.Name(token.Role))],
            SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    /// <summary>Only here a wrong token is refused: what is open, such as <c>/metrics</c>, answers whatever is sent with it.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if ((await HandleAuthenticateOnceSafeAsync()).Failure is not null)
            refused.Note(Context.Connection.RemoteIpAddress, Request.Path);
        await base.HandleChallengeAsync(properties);
    }
}
