using AtlassianAudit.Contracts.Security;
using AtlassianAudit.Host.Starting;
using AtlassianAudit.Management;

namespace AtlassianAudit.Host.Security;

/// <summary>Sees to it that there is an administrator's token when the host starts: the configured one, or one that is made and printed once.</summary>
internal sealed partial class AdministratorToken(IGrainFactory grains, IConfiguration configuration, ILogger<AdministratorToken> logger) : BehindSilo
{
    private const string Setting = $"{ManagementOptions.Section}:{nameof(ManagementOptions.AdminToken)}";

    /// <summary>Characters from which on a token is not soon guessed.</summary>
    private const int Shortest = 16;

    /// <summary>
    /// The configured one, as a header carries it: a secret that is mounted as a file ends with a line end. Null = the setting is not there; one that holds
    /// nothing stops the start, because whoever set it waits for another token than the one that would be made.
    /// </summary>
    public static string? Configured(IConfiguration configuration) => configuration.GetSection(ManagementOptions.Section).Get<ManagementOptions>()?.AdminToken?.Trim() switch
    {
        "" => throw new StartUpException($"{Setting} is blank: set it to the administrator's token, of {Shortest} characters or more, or take the setting away to have one made."),
        var token => token,
    };

    public override async Task StartedAsync(CancellationToken cancellationToken)
    {
        var configured = Configured(configuration);
        if (configured is { Length: < Shortest })
            LogShort(Setting, configured.Length, Shortest);
        var made = await grains.GetGrain<IAccessGrain>(IAccessGrain.Key).EnsureAdministratorAsync(configured is null ? null : AccessGrain.Hash(configured));
        if (made is null)
            return;

        // To the terminal, not to a log: logs are kept and shipped.
        Console.WriteLine($"Administrator's token, shown this once: {made}");
    }

    [LoggerMessage(LogLevel.Warning, "{Setting} has {Length} characters and is soon guessed; set one of {Shortest} or more")]
    private partial void LogShort(string setting, int length, int shortest);
}
