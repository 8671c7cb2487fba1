using System.Text.Json;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Management.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Management.Api;

/// <summary>
/// Destinations from the settings (<c>Destinations:&lt;name&gt;:…</c>), for setting up without the API: the same body, the same rules. They are written when
/// the host starts and only where they say something else than what is stored.
/// </summary>
internal sealed class ConfiguredDestinations(IConfiguration configuration, IGrainFactory grains, SecretSealer sealer) : IHostedService
{
    private const string Section = "Destinations";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var section in configuration.GetSection(Section).GetChildren())
            await ConfigureAsync(section);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ConfigureAsync(IConfigurationSection section)
    {
        var errors = new BodyErrors();
        var body = Read(section);
        var grain = grains.GetGrain<IDestinationGrain>(section.Key);
        var known = await grain.GetSettingsAsync();
        errors.Check(Texts.IsName(section.Key), "name", Texts.NameRule);
        body.Check(errors, known);
        if (errors.Any)
            throw new OptionsValidationException(Section, typeof(DestinationBody), errors.Sentences($"{section.Path}:"));

        var settings = body.ToSettings(section.Key, known, sealer);
        if (known is null || !SaysTheSame(settings, known))
            await grain.ConfigureAsync(settings);
    }

    private static DestinationBody Read(IConfigurationSection section)
    {
        try
        {
            return section.Get<DestinationBody>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new DestinationBody();
        }
        catch (InvalidOperationException exception)
        {
            throw new OptionsValidationException(Section, typeof(DestinationBody), [$"{section.Path}: {exception.Message}"]);
        }
    }

    /// <summary>The same key sealed twice differs in its ciphertext and in nothing else.</summary>
    private static bool SaysTheSame(DestinationSettings a, DestinationSettings b) =>
        JsonSerializer.Serialize(DestinationView.Of(a), ApiJson.Default.DestinationView) == JsonSerializer.Serialize(DestinationView.Of(b), ApiJson.Default.DestinationView);
}
