using System.Text.RegularExpressions;

namespace AtlassianAudit.Host.Starting;

/// <summary>What the configuration says of a value that it cannot read names the type; where that is a choice or a list, this names what there is to choose from, or how a list is written.</summary>
internal static partial class UnreadValue
{
    private const string List = "System.Collections.Generic.IList";

    public static string Explain(string message)
    {
        if (Parts().Match(message) is not { Success: true } parts)
            return message;
        var (setting, value, type) = (parts.Groups["setting"].Value, parts.Groups["value"].Value, parts.Groups["type"].Value);
        return type == List ? $"{setting} is a list, and is given one value. Write {setting}:0, {setting}:1 and so on, one for each."
            : Choices(type) is { } choices ? $"{setting} is {value}, and must be one of {string.Join(", ", choices)}. Correct it, or leave it out."
            : message;
    }

    /// <summary>The names of an enumeration, nullable or not; null = it is none. Its name comes without its assembly.</summary>
    private static string[]? Choices(string type) =>
        AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(type)).FirstOrDefault(found => found is { IsEnum: true }) is { } choice ? Enum.GetNames(choice) : null;

    [GeneratedRegex("^Failed to convert configuration value '(?<value>.*)' at '(?<setting>.+)' to type '(?:System.Nullable`1\\[+)?(?<type>[^'`\\],]+).*'\\.$", RegexOptions.Singleline)]
    private static partial Regex Parts();
}
