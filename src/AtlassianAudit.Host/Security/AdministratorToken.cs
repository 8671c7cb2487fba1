using AtlassianAudit.Contracts.Security;
using AtlassianAudit.Management;

namespace AtlassianAudit.Host.Security;

/// <summary>Sees to it that there is an administrator's token when the host starts: the configured one, or one that is made and printed once.</summary>
internal sealed class AdministratorToken(IGrainFactory grains, IConfiguration configuration) : BehindSilo
{
    public override async Task StartedAsync(CancellationToken cancellationToken)
    {
        var configured = configuration["Management:AdminToken"];
        var made = await grains.GetGrain<IAccessGrain>(IAccessGrain.Key).EnsureAdministratorAsync(string.IsNullOrEmpty(configured) ? null : AccessGrain.Hash(configured));
        if (made is null)
            return;

        // To the terminal, not to a log: logs are kept and shipped.
        Console.WriteLine($"Administrator's token, shown this once: {made}");
    }
}
