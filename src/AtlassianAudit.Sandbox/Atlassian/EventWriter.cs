using System.Globalization;
using System.Text.Json;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>Writes a generated event from its seed: the same bytes every time it is asked for.</summary>
internal static class EventWriter
{
    public static string Id(ulong seed) => new Dice(seed).Guid().ToString();

    public static void Write(Utf8JsonWriter json, LoggedEvent item)
    {
        var dice = new Dice(item.Seed);
        var id = dice.Guid();
        var action = dice.Pick(AuditAction.All);
        var person = Person.Roll(ref dice, action.Context.Contains("apps"));

        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "events"u8);
        json.WriteStartObject("attributes"u8);
        json.WriteString("time"u8, Instant(item.Time, withMilliseconds: item.Time % 1000 != 0 || dice.Percent(50)));
        if (item.HasProcessedAt)
            json.WriteString("processedAt"u8, Instant(item.ProcessedAt, withMilliseconds: true));
        json.WriteString("action"u8, action.Id);
        person.WriteActor(json, ref dice);
        EventContext.Write(json, ref dice, action);
        EventLocation.Write(json, ref dice);
        if (dice.Percent(1))
            json.WriteString("correlationId"u8, dice.Guid());
        json.WriteEndObject();
        if (!dice.Percent(5))
        {
            json.WriteStartObject("message"u8);
            json.WriteString("content"u8, $"{person.Name ?? person.Id}: {action.DisplayName}");
            json.WriteString("format"u8, dice.Percent(80) ? "simple"u8 : "adf"u8);
            json.WriteEndObject();
        }

        if (dice.Percent(1))
            json.WriteNull("relations"u8);
        json.WriteStartObject("links"u8);
        json.WriteString("self"u8, $"https://api.atlassian.com/admin/v1/events/{id}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Instant(long milliseconds, bool withMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            .ToString(withMilliseconds ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
