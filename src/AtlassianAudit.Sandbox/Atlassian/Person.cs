using System.Globalization;
using System.Text.Json;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>Somebody who acts or is acted upon: a human with any of the account id forms in use, or an app.</summary>
internal readonly record struct Person(string Id, string? Name, string? Email, bool IsApp)
{
    private static readonly string[] FirstNames = ["Alice", "Bruno", "Chloé", "Dana", "Emeka", "Frank", "Grace", "Hiro", "Inés", "Jürgen", "Kavya", "Łukasz"];
    private static readonly string[] LastNames = ["Nguyen", "Müller", "O'Neill", "Wilson", "García", "Okafor", "Sato", "Novák", "Smith", "Rossi"];
    private static readonly string[] Apps = ["confluence", "jira", "admin-hub", "scim-provisioner"];
    private static readonly string[] AuthTypes = ["session", "api-token", "container-token", "connect-token", "auth-token-for-2LO", "auth-token-for-3LO"];

    public static Person Roll(ref Dice dice, bool mayBeApp)
    {
        if (mayBeApp && dice.Percent(70) || dice.Percent(4))
            return new Person(dice.Pick(Apps), null, "Atlassian app", IsApp: true);

        // Few people do most of what happens, and an account id belongs to one name.
        var account = new Dice(Dice.Seed("account", dice.Below(250)));
        var first = account.Pick(FirstNames);
        var last = account.Pick(LastNames);
        var id = account.Below(4) switch
        {
            0 => account.Guid().ToString(),
            1 => $"{account.Next():x16}{account.Next():x16}"[..24],
            2 => $"557058:{account.Guid()}",
            _ => $"712020:{account.Guid()}",
        };
        var email = string.Create(CultureInfo.InvariantCulture, $"user{account.Below(10_000)}@example.com");
        return new Person(id, dice.Percent(97) ? $"{first} {last}" : null, dice.Percent(95) ? email : null, IsApp: false);
    }

    public void WriteActor(Utf8JsonWriter json, ref Dice dice)
    {
        json.WriteStartObject("actor"u8);
        WriteIdentity(json);
        if (!IsApp && dice.Percent(20))
            json.WriteString("picture"u8, $"https://avatar.example.com/{Uri.EscapeDataString(Id)}/128");
        if (dice.Percent(40))
            WriteAuth(json, ref dice);
        if (IsApp && dice.Percent(30))
        {
            json.WriteStartObject("onBehalfOf"u8);
            Roll(ref dice, mayBeApp: false).WriteIdentity(json);
            json.WriteEndObject();
        }

        if (IsApp && dice.Percent(50))
        {
            json.WriteStartObject("app"u8);
            json.WriteString("id"u8, $"ari:cloud:ecosystem::app/{dice.Guid()}");
            json.WriteString("type"u8, "apps"u8);
            json.WriteStartObject("attributes"u8);
            json.WriteString("name"u8, "Example App"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteAuth(Utf8JsonWriter json, ref Dice dice)
    {
        var type = dice.Pick(AuthTypes);
        json.WriteStartObject("auth"u8);
        json.WriteString("authType"u8, type);
        if (type != "session")
        {
            json.WriteString("tokenId"u8, string.Create(CultureInfo.InvariantCulture, $"token-{dice.Below(1000):00000000}"));
            json.WriteString("tokenLabel"u8, "Example API Token"u8);
        }

        json.WriteEndObject();
    }

    private void WriteIdentity(Utf8JsonWriter json)
    {
        json.WriteString("id"u8, Id);
        if (Name is not null)
            json.WriteString("name"u8, Name);
        if (Email is not null)
            json.WriteString("email"u8, Email);
    }
}
