using Microsoft.Extensions.Options;

namespace AtlassianAudit.Collector.Enriching;

/// <summary>
/// Databases in MaxMind's format that say where a <c>source.ip</c> is and whose. Section <c>Enrichment</c>. Each file is looked at every ten seconds and read
/// again when it changed; one that is missing or broken is warned of, and events go on without it.
/// </summary>
public sealed class EnrichmentOptions
{
    /// <summary>
    /// Path of the database of places, as MaxMind's <c>GeoLite2-City.mmdb</c>, DB-IP's or ipinfo's: writes <c>source.geo.location</c>, <c>country_iso_code</c>, and
    /// the names that Atlassian leaves out. Default: none.
    /// </summary>
    public string? CityDatabase { get; set; }

    /// <summary>
    /// Path of the database of networks, as MaxMind's <c>GeoLite2-ASN.mmdb</c>, DB-IP's or ipinfo's: writes <c>source.as.number</c> and
    /// <c>source.as.organization.name</c>. Default: none.
    /// </summary>
    public string? AsnDatabase { get; set; }
}

/// <summary>Says every error of <see cref="EnrichmentOptions"/> at the start. A file that is not there yet is none: it may come.</summary>
internal sealed class EnrichmentOptionsRules : IValidateOptions<EnrichmentOptions>
{
    public ValidateOptionsResult Validate(string? name, EnrichmentOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        Check(nameof(options.CityDatabase), options.CityDatabase);
        Check(nameof(options.AsnDatabase), options.AsnDatabase);
        return result.Build();

        void Check(string key, string? path)
        {
            if (path is null)
                return;
            if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
                result.AddError($"Enrichment:{key} must be the path of an .mmdb file, or be left out.");
            else if (Directory.Exists(path))
                result.AddError($"Enrichment:{key} is {path}, which is a directory. Name the .mmdb file in it.");
        }
    }
}
