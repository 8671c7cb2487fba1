using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>Instants as Atlassian and the contract write them: ISO 8601, UTC, milliseconds.</summary>
internal sealed class InstantJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
