using System.Text;
using System.Text.Json;
using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Host.Mapping;

/// <summary>One block for one event, for people who write detection rules: each field of its document, the value, and where that comes from.</summary>
internal static class Explanation
{
    private const int LongestValue = 48;
    private const string Unexplained = "(nobody has written down where this comes from)";

    /// <summary>Values that stay together, whatever is in them.</summary>
    private static readonly string[] Whole = ["atlassian_cloud.audit.context", "atlassian_cloud.audit.container"];

    public static string Of(int line, JsonElement document, in ScannedEvent scanned, MappingContext context)
    {
        var fields = new List<(string Path, string Value)>();
        Collect(document, "", fields);
        var (pathWidth, valueWidth) = (fields.Max(field => field.Path.Length), fields.Max(field => field.Value.Length));
        var text = new StringBuilder($"line {line}\n");
        foreach (var (path, value) in fields)
            text.Append("  ").Append(path.PadRight(pathWidth)).Append("  ").Append(value.PadRight(valueWidth)).Append("  ").Append(FieldOrigins.Of(path, scanned, context) ?? Unexplained).Append('\n');
        return text.Append('\n').ToString();
    }

    /// <summary>The fields of a document, in its order.</summary>
    public static void Collect(JsonElement value, string path, List<(string Path, string Value)> fields)
    {
        if (value.ValueKind != JsonValueKind.Object || Whole.Contains(path) || !value.EnumerateObject().Any())
            fields.Add((path, Shortened(value)));
        else
            foreach (var member in value.EnumerateObject())
                Collect(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", fields);
    }

    /// <summary>As it is written, without what a terminal would obey.</summary>
    private static string Shortened(JsonElement value)
    {
        var written = value.GetRawText();
        if (written.Length > LongestValue)
            written = $"{written[..(LongestValue - 1)]}…";
        return string.Concat(written.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '·' : letter));
    }
}
