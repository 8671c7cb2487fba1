using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using AtlassianAudit.Contracts;
using static AtlassianAudit.Collector.Mapping.EcsNames;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// The document of an event that could not be mapped or that Elasticsearch refused: its own bytes and why, nothing else, so that it is stored whatever
/// the event is like. Its <c>_id</c> follows from the event, so that burying it twice leaves one.
/// </summary>
internal static class DeadLetter
{
    /// <summary>Its <c>_id</c>: that of the event's document; where the event has no id, one that follows from its bytes.</summary>
    public static string IdOf(ReadOnlySpan<byte> original, string organizationId, string? eventId) =>
        DocumentId.Of(organizationId, eventId is null ? original : Encoding.UTF8.GetBytes(eventId));

    public static void Write(
        ReadOnlySpan<byte> original, string organizationId, string @namespace, string? eventId, string errorType, string errorMessage, DateTimeOffset at,
        BatchWriter batch, int longestOriginal = int.MaxValue)
    {
        var id = IdOf(original, organizationId, eventId);
        if (original.Length > longestOriginal)
        {
            errorMessage = $"{errorMessage} event.original is the first {longestOriginal:N0} of its {original.Length:N0} bytes (SHA-256 of all: {Convert.ToHexStringLower(SHA256.HashData(original))}).";
            original = original[..WithoutHalfACharacter(original, longestOriginal)];
        }

        var json = batch.Begin(id);
        json.WriteStartObject();
        Instant.Write(json, Timestamp, at);
        json.WriteStartObject(DataStream);
        json.WriteString(EcsNames.Type, "logs"u8);
        json.WriteString(Dataset, DataStreams.DeadLetterDataset);
        json.WriteString(Namespace, @namespace);
        json.WriteEndObject();
        json.WriteStartObject(Organization);
        json.WriteString(Id, organizationId);
        json.WriteEndObject();
        json.WriteStartObject(Event);
        if (eventId is not null)
            json.WriteString(Id, eventId);
        if (Utf8.IsValid(original))
            json.WriteString(Original, original);
        else
            json.WriteString(Original, Convert.ToBase64String(original));
        json.WriteEndObject();
        json.WriteStartObject(Error);
        json.WriteString(EcsNames.Type, errorType);
        json.WriteString(Message, Utf8.IsValid(original) ? errorMessage : $"{errorMessage} event.original is its bytes in base64.");
        json.WriteEndObject();
        json.Strings(Tags, ["preserve_original_event"]);
        json.WriteEndObject();
        batch.End();
    }

    private static int WithoutHalfACharacter(ReadOnlySpan<byte> text, int length)
    {
        var end = length;
        while (end > length - 4 && end > 0 && (text[end] & 0xC0) == 0x80)
            end--;
        return end;
    }
}
