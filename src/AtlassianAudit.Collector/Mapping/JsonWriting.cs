using System.Collections.Immutable;
using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>Writes what may be absent: an absent value leaves no trace, and no empty object behind it.</summary>
internal static class JsonWriting
{
    /// <summary>Copies a token as it stands.</summary>
    public static void Copy(this Utf8JsonWriter json, JsonEncodedText name, ReadOnlySpan<byte> token)
    {
        if (token.IsEmpty)
            return;
        json.WritePropertyName(name);
        json.WriteRawValue(token, skipInputValidation: true);
    }

    /// <summary>Writes a text where there is one.</summary>
    public static void Text(this Utf8JsonWriter json, JsonEncodedText name, string text)
    {
        if (text.Length > 0)
            json.WriteString(name, text);
    }

    public static void Strings(this Utf8JsonWriter json, JsonEncodedText name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
