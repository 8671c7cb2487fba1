using System.Text;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// An event's own id: a text, or a number as it is written. A number and the text of its digits are the same id, as they are in <c>event.id</c>, which holds
/// words only; Atlassian's are texts, so the two never meet.
/// </summary>
internal static class EventId
{
    public static string Of(in ScannedEvent scanned) =>
        scanned[EventField.Id] is [(byte)'"', ..] text ? JsonText.Read(text) : Encoding.UTF8.GetString(scanned[EventField.Id]);

    public static ReadOnlySpan<byte> Utf8(in ScannedEvent scanned) =>
        scanned[EventField.Id] is [(byte)'"', ..] text ? JsonText.Utf8(text) : scanned[EventField.Id];
}
