using System.Globalization;
using System.Text.Json;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>What an event is about and where it lies: its <c>context</c> and <c>container</c> arrays.</summary>
internal static class EventContext
{
    private static readonly string[] Containers = ["sites", "orgs", "unit"];

    public static void Write(Utf8JsonWriter json, ref Dice dice, AuditAction action)
    {
        json.WriteStartArray("context"u8);
        foreach (var type in action.Context)
            WriteItem(json, ref dice, type);
        json.WriteEndArray();

        if (dice.Percent(40))
            return;
        json.WriteStartArray("container"u8);
        WriteItem(json, ref dice, dice.Pick(Containers));
        json.WriteEndArray();
    }

    private static void WriteItem(Utf8JsonWriter json, ref Dice dice, string type)
    {
        var number = dice.Below(40);
        var person = Person.Roll(ref dice, mayBeApp: false);
        var id = type == "users" ? person.Id : new Dice(Dice.Seed(type, number)).Guid().ToString();
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, type);
        json.WriteStartObject("attributes"u8);
        switch (type)
        {
            case "users" or "invited-user":
                json.WriteString("name"u8, person.Name ?? "");
                json.WriteString("email"u8, person.Email ?? "");
                break;
            case "sites":
                json.WriteString("siteName"u8, Numbered("site", number));
                json.WriteString("siteHostName"u8, $"https://{Numbered("site", number)}.atlassian.net");
                break;
            case "space":
                json.WriteString("name"u8, Numbered("Space", number));
                json.WriteString("key"u8, Numbered("SP", number));
                break;
            case "unit":
                break;
            default:
                json.WriteString("name"u8, Numbered(type, number));
                break;
        }

        json.WriteEndObject();
        if (dice.Percent(15))
        {
            json.WriteStartObject("links"u8);
            json.WriteString("alt"u8, $"https://admin.atlassian.com/{type}/{Uri.EscapeDataString(id)}");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string Numbered(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
}
