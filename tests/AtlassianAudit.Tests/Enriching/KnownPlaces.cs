using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Tests.Enriching;

/// <summary>What the tests' databases know.</summary>
internal static class KnownPlaces
{
    public static readonly AddressFacts Stockholm = new()
    {
        Latitude = 59.33,
        Longitude = 18.06,
        CountryIsoCode = "SE",
        CountryName = "Sweden",
        RegionName = "Stockholm County",
        CityName = "Stockholm",
    };

    public static readonly AddressFacts StockholmOfBredband = Stockholm with { AsNumber = 29518, AsOrganization = "Bredband2 AB" };
}
