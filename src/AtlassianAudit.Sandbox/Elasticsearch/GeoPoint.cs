using System.Globalization;
using System.Text.Json;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>What a <c>geo_point</c> takes: an object with <c>lat</c> and <c>lon</c>, <c>[lon, lat]</c>, <c>"lat,lon"</c>, or several of these.</summary>
internal static class GeoPoint
{
    public static string? Problem(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Problem(Number(value, "lat"), Number(value, "lon")),
        JsonValueKind.Array when value.GetArrayLength() is 2 or 3 && value[0].ValueKind == JsonValueKind.Number => Problem(Number(value[1]), Number(value[0])),
        JsonValueKind.Array => value.EnumerateArray().Select(Problem).FirstOrDefault(problem => problem is not null),
        JsonValueKind.String when value.GetString()!.Split(',') is [var latitude, var longitude] => Problem(Number(latitude), Number(longitude)),
        _ => "geo_point expected",
    };

    private static string? Problem(double? latitude, double? longitude) => (latitude, longitude) switch
    {
        (null, _) or (_, null) => "field must be either lat/lon or type/coordinates",
        ( < -90 or > 90, _) => $"illegal latitude value [{latitude}]",
        (_, < -180 or > 180) => $"illegal longitude value [{longitude}]",
        _ => null,
    };

    private static double? Number(JsonElement point, string name) => point.TryGetProperty(name, out var value) ? Number(value) : null;

    private static double? Number(JsonElement value) => Number(value.ToString());

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
