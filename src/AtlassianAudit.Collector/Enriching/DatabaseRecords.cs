using System.Globalization;
using AtlassianAudit.Collector.Mapping;
using MaxMind.Db;

namespace AtlassianAudit.Collector.Enriching;

/// <summary>
/// What a record of MaxMind's databases, and of DB-IP's, says that a rule names; the rest is skipped, not read.
/// <see href="https://dev.maxmind.com/geoip/docs/databases/city-and-country/"/>
/// </summary>
internal sealed class MaxMindRecord
{
    [MapKey("city")] public Place? City { get; init; }
    [MapKey("country")] public Place? Country { get; init; }
    [MapKey("subdivisions")] public List<Place>? Subdivisions { get; init; }
    [MapKey("location")] public Point? Location { get; init; }
    [MapKey("autonomous_system_number")] public long? AsNumber { get; init; }
    [MapKey("autonomous_system_organization")] public string? AsOrganization { get; init; }

    public AddressFacts ToFacts() => Checked.Facts(
        Location?.Latitude, Location?.Longitude, Country?.IsoCode, Country?.Names?.English, Subdivisions is [var first, ..] ? first.Names?.English : null,
        City?.Names?.English, AsNumber, AsOrganization);

    internal sealed class Place
    {
        [MapKey("iso_code")] public string? IsoCode { get; init; }
        [MapKey("names")] public Translations? Names { get; init; }
    }

    internal sealed class Translations
    {
        [MapKey("en")] public string? English { get; init; }
    }

    internal sealed class Point
    {
        [MapKey("latitude")] public double? Latitude { get; init; }
        [MapKey("longitude")] public double? Longitude { get; init; }
    }
}

/// <summary>
/// A record of ipinfo's databases: flat, all texts. A <c>country</c> of two letters is a code, a longer one a name.
/// <see href="https://ipinfo.io/developers/database-types"/>
/// </summary>
internal sealed class IpinfoRecord
{
    private const int IsoCodeLength = 2;

    [MapKey("city")] public string? City { get; init; }
    [MapKey("region")] public string? Region { get; init; }
    [MapKey("country")] public string? Country { get; init; }
    [MapKey("country_code")] public string? CountryCode { get; init; }
    [MapKey("country_name")] public string? CountryName { get; init; }
    [MapKey("lat")] public string? Latitude { get; init; }
    [MapKey("lng")] public string? Longitude { get; init; }
    [MapKey("asn")] public string? Asn { get; init; }
    [MapKey("as_name")] public string? AsName { get; init; }
    [MapKey("name")] public string? Name { get; init; }

    public AddressFacts ToFacts() => Checked.Facts(
        Number(Latitude), Number(Longitude), CountryCode ?? (Country is { Length: IsoCodeLength } ? Country : null),
        CountryName ?? (Country is { Length: > IsoCodeLength } ? Country : null), Region, City, AsNumber(Asn), AsName ?? Name);

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long? AsNumber(string? text) =>
        text is not null && long.TryParse(text.StartsWith("AS", StringComparison.Ordinal) ? text.AsSpan(2) : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}

/// <summary>Lets through only what Elasticsearch takes: a point off the map would get the whole document refused.</summary>
internal static class Checked
{
    public static AddressFacts Facts(
        double? latitude, double? longitude, string? countryIsoCode, string? countryName, string? regionName, string? cityName, long? asNumber, string? asOrganization)
    {
        var isOnTheMap = latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180;
        return new AddressFacts
        {
            Latitude = isOnTheMap ? latitude : null,
            Longitude = isOnTheMap ? longitude : null,
            CountryIsoCode = Text(countryIsoCode),
            CountryName = Text(countryName),
            RegionName = Text(regionName),
            CityName = Text(cityName),
            AsNumber = asNumber,
            AsOrganization = Text(asOrganization),
        };
    }

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
