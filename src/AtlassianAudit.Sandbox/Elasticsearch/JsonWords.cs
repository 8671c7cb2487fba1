using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>Names and values as the server's JSON parser reads them: half of a surrogate pair is a character like any other, and some things have limits.</summary>
internal static class JsonWords
{
    private const int LongestName = 50_000;
    private const int LongestNumber = 1000;

    /// <summary>The name that the reader stands on, once per object.</summary>
    public static string Name(ref Utf8JsonReader reader, HashSet<string> names)
    {
        var name = Read(ref reader);
        if (name.Length > LongestName)
            throw new RefusedException("failed to parse", $"Name length ({name.Length}) exceeds the maximum allowed ({LongestName})");
        return names.Add(name) ? name : throw new RefusedException("failed to parse", $"Duplicate field '{name}'");
    }

    /// <summary>The value that the reader stands on, as text.</summary>
    public static string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length > LongestNumber)
            throw new RefusedException("failed to parse", $"Number value length ({reader.ValueSpan.Length}) exceeds the maximum allowed ({LongestNumber})");
        return Read(ref reader);
    }

    private static string Read(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Unescape(Encoding.UTF8.GetString(reader.ValueSpan)) : Encoding.UTF8.GetString(reader.ValueSpan);

    private static string Unescape(string written)
    {
        var text = new StringBuilder(written.Length);
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] != '\\')
            {
                text.Append(written[i]);
                continue;
            }

            i++;
            if (written[i] == 'u')
            {
                text.Append((char)ushort.Parse(written.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
                text.Append(written[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
        }

        return text.ToString();
    }
}
