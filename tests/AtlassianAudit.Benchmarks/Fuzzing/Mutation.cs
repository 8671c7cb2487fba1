using System.Buffers;
using System.Text;
using System.Text.Json;
using AtlassianAudit.Sandbox.Atlassian;

namespace AtlassianAudit.Benchmarks.Fuzzing;

/// <summary>A realistic event and what may become of it: the same bytes for the same seed.</summary>
internal static class Mutation
{
    private const long Time = 1_779_184_200_000;

    private static readonly string[] Names =
    [
        "", ".", "..", "a.b", ".a", "a.", " ", "\\u0000", "a\\u0000b", "\\ud800", "\\uD800", "\\u0069d", "id", "type", "attributes", "links", "name", "email", "time", "context",
        "context.0.name", "actor.email", "attributes.time", "actor.name", "ünïcødé", "emoji😀", "__proto__", "displayName", "links.self", "unmapped", "@timestamp", "quote\\\"", "back\\\\slash",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "1e400", "-1E-999", "123456789012345678901234567890", "0.1", "1.0e5", "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\\u0001\\u001f\"", "\"\\ud800\"",
        "\"lonely \\udc00 half\"", "\"\\ud83d\\ude00 pair\"", "\"line\\nbreak\\ttab\\r\"", "\"Atlassian app\"", "\"someone@example.com\"", "\"712020:aaaa\"", "\"5d9b2c0e5d9b2c0e5d9b2c0e\"",
        "\"00.00.00.00\"", "\"fe80::1%eth0\"", "\"[2001:db8::1]:443\"", "\"203.0.113.5:99999\"", "\"::ffff:1.2.3.04\"", "\"1\"", "\"1.2.3.4 \"", "\"yesterday\"", "\"2026-05-19T10:00Z\"",
        "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-12:00\"", "\"2026-05-19\"", "\"events\"", "\"users\"", "\"groups\"", "{}", "[]", "[null]", "[[]]", "[{}]", "\"\\u0061\\u002eb\"",
    ];

    /// <summary>An event as Atlassian might send it.</summary>
    public static byte[] Event(ulong seed)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer))
            EventWriter.Write(json, new LoggedEvent(Time + (long)(seed % 100_000_000), Time, seed, HasProcessedAt: true));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An event as nobody should send it.</summary>
    public static byte[] Of(byte[] original, ulong seed)
    {
        var dice = new Dice(seed);
        var root = JsonPart.Parse(original);
        for (var times = dice.Below(5); times > 0; times--)
            Change(root, ref dice);
        var json = new StringBuilder();
        root.Write(json);
        var bytes = Encoding.UTF8.GetBytes(json.ToString());
        return dice.Percent(10) ? Damage(bytes, ref dice) : bytes;
    }

    private static void Change(JsonPart root, ref Dice dice)
    {
        var parts = root.All().ToList();
        var part = parts[dice.Below(parts.Count)];
        var holder = parts.Where(other => other.Members is { Count: > 0 }).ToList() is { Count: > 0 } holders ? dice.Pick(holders) : null;
        switch (dice.Below(14))
        {
            case 0:
                part.Become(Any(ref dice));
                break;
            case 1 when holder is not null:
                holder.Members!.Add((dice.Pick(holder.Members!).Name, Any(ref dice)));
                break;
            case 2 when holder is not null:
                holder.Members!.RemoveAt(dice.Below(holder.Members!.Count));
                break;
            case 3 or 4 when holder is not null:
                holder.Members!.Insert(dice.Below(holder.Members!.Count), (AnyName(ref dice), Any(ref dice)));
                break;
            case 5 when holder is not null:
                var renamed = dice.Below(holder.Members!.Count);
                holder.Members![renamed] = (AnyName(ref dice), holder.Members![renamed].Value);
                break;
            case 6:
                part.Become(Wrap(part.Copy(), dice.Percent(5) ? dice.Below(3000) : dice.Below(30), ref dice));
                break;
            case 7:
                part.Become(JsonPart.Value(Long(ref dice)));
                break;
            case 8:
                part.Become(dice.Pick(parts).Copy());
                break;
            case 9 when holder is not null:
                holder.Members!.Add((AnyName(ref dice), dice.Pick(parts).Copy()));
                break;
            case 10 when part.Items is { Count: > 0 } items:
                items.AddRange(Enumerable.Repeat(dice.Pick(items), dice.Percent(2) ? 6000 : dice.Below(40)).Select(item => item.Copy()));
                break;
            case 11 when part.Items is { } items:
                items.Insert(dice.Below(items.Count + 1), Any(ref dice));
                break;
            case 12 when holder is not null && dice.Percent(20):
                for (var many = dice.Percent(10) ? 2000 : dice.Below(60); many > 0; many--)
                    holder.Members!.Add(($"\"n{many}\"", Any(ref dice)));
                break;
            default:
                part.Become(JsonPart.Value(dice.Pick(Values)));
                break;
        }
    }

    private static JsonPart Any(ref Dice dice) => dice.Below(6) switch
    {
        0 => JsonPart.Object((AnyName(ref dice), Any(ref dice))),
        1 => JsonPart.Array(Any(ref dice), Any(ref dice)),
        2 => JsonPart.Value($"\"marker-{dice.Next():x16}\""),
        _ => JsonPart.Value(dice.Pick(Values)),
    };

    private static string AnyName(ref Dice dice) => dice.Percent(2) ? Long(ref dice, isText: true) : dice.Percent(20) ? $"\"name-{dice.Next():x8}\"" : $"\"{dice.Pick(Names)}\"";

    private static JsonPart Wrap(JsonPart part, int depth, ref Dice dice)
    {
        for (; depth > 0; depth--)
            part = dice.Percent(30) ? JsonPart.Array(part) : JsonPart.Object((dice.Percent(3) ? AnyName(ref dice) : "\"d\"", part));
        return part;
    }

    /// <summary>Around the lengths that matter: 1024 letters, 1,000 digits, 32,766 bytes.</summary>
    private static string Long(ref Dice dice, bool isText = false)
    {
        var length = dice.Percent(80) ? 900 + dice.Below(300) : dice.Percent(80) ? 32_600 + dice.Below(300) : dice.Below(120_000);
        if (!isText && dice.Percent(20))
            return new string('7', length);
        string[] letters = ["x", "é", "😀", "\\u0041", "\\ud800", "\\n"];
        return $"\"{string.Concat(Enumerable.Repeat(dice.Percent(70) ? "x" : dice.Pick(letters), length))}\"";
    }

    private static byte[] Damage(byte[] bytes, ref Dice dice)
    {
        var place = dice.Below(bytes.Length);
        return dice.Below(6) switch
        {
            0 => bytes[..place],
            1 => [.. bytes[..place], (byte)dice.Below(256), .. bytes[place..]],
            2 => [.. bytes[..place], (byte)dice.Below(256), .. bytes[(place + 1)..]],
            3 => [.. bytes[..place], .. bytes[dice.Below(bytes.Length)..]],
            4 => [0xEF, 0xBB, 0xBF, .. bytes],
            _ => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(",\"", ",\r\n  \"", StringComparison.Ordinal)),
        };
    }
}
