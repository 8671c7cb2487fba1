using System.Globalization;
using System.Text.Json;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>Where an event came from, with everything that real answers hold there: nothing, empty strings, and what is no IP at all.</summary>
internal static class EventLocation
{
    private static readonly (string Country, string Region, string City)[] Places =
        [("Germany", "Berlin", "Berlin"), ("Australia", "New South Wales", "Sydney"), ("United States", "Texas", "Austin"), ("Japan", "Tokyo", "Tokyo")];

    public static void Write(Utf8JsonWriter json, ref Dice dice)
    {
        var kind = dice.Below(100);
        if (kind < 10)
            return;

        json.WriteStartObject("location"u8);
        if (kind >= 13)
        {
            json.WriteString("ip"u8, kind switch
            {
                < 15 => "",
                < 17 => "00.00.00.00",
                < 25 => string.Create(CultureInfo.InvariantCulture, $"2001:db8::{1 + dice.Below(9999):x}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"203.0.113.{1 + dice.Below(254)}"),
            });
        }

        if (dice.Percent(70))
        {
            var (country, region, city) = dice.Pick(Places);
            var known = dice.Percent(90);
            json.WriteString("geo"u8, known ? $"{city}, {country}" : "");
            json.WriteString("countryName"u8, known ? country : "");
            json.WriteString("regionName"u8, known ? region : "");
            json.WriteString("city"u8, known ? city : "");
        }

        json.WriteEndObject();
    }
}
