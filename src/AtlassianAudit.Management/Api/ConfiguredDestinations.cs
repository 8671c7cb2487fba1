using System.Text.Json;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Management.Security;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Management.Api;

/// <summary>Section <c>Destinations</c>: by name, the same body as in the API, for setting up without it.</summary>
internal sealed class DestinationsOptions : Dictionary<string, DestinationBody>
{
    public const string Section = "Destinations";
}

/// <summary>Says every error of <see cref="DestinationsOptions"/> at the start. A credential has to be whole there: what is stored is not known yet.</summary>
internal sealed class DestinationsRules : IValidateOptions<DestinationsOptions>
{
    public ValidateOptionsResult Validate(string? name, DestinationsOptions options)
    {
        var failures = new List<string>();
        foreach (var (destination, body) in options)
        {
            var errors = new BodyErrors();
            errors.Check(Texts.IsName(destination), "name", Texts.NameRule);
            body.Check(errors, known: null);
            failures.AddRange(errors.Sentences($"{DestinationsOptions.Section}:{destination}:"));
        }

        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }
}

/// <summary>Writes the destinations of the settings when the host starts, and only where they say something else than what is stored.</summary>
internal sealed class ConfiguredDestinations(IOptions<DestinationsOptions> configured, IGrainFactory grains, SecretSealer sealer) : BehindSilo
{
    public override async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, body) in configured.Value)
        {
            var grain = grains.GetGrain<IDestinationGrain>(name);
            var known = await grain.GetSettingsAsync();
            var settings = body.ToSettings(name, known, sealer);
            if (known is null || !SaysTheSame(settings, known))
                await grain.ConfigureAsync(settings);
        }
    }

    /// <summary>The same key sealed twice differs in its ciphertext and in nothing else.</summary>
    private static bool SaysTheSame(DestinationSettings a, DestinationSettings b) => Shown(a) == Shown(b);

    private static string Shown(DestinationSettings settings) => JsonSerializer.Serialize(DestinationView.Of(settings), ApiJson.Readable.DestinationView);
}
