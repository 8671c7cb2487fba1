using System.Text.RegularExpressions;

namespace AtlassianAudit.Host.Starting;

/// <summary>What the configuration says of a value that it cannot read names the type; where that is a choice, this names what there is to choose from.</summary>
internal static partial class UnreadValue
{
    public static string Explain(string message) =>
        Parts().Match(message) is { Success: true } parts && Choices(parts.Groups["type"].Value) is { } choices
            ? $"{parts.Groups["setting"].Value} is {parts.Groups["value"].Value}, and must be one of {string.Join(", ", choices)}. Correct it, or leave it out."
            : message;

    /// <summary>The names of an enumeration, nullable or not; null = it is none. Its name comes without its assembly.</summary>
    private static string[]? Choices(string type) =>
        AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(type)).FirstOrDefault(found => found is { IsEnum: true }) is { } choice ? Enum.GetNames(choice) : null;

    [GeneratedRegex("^Failed to convert configuration value '(?<value>.*)' at '(?<setting>.+)' to type '(?:System.Nullable`1\\[+)?(?<type>[^'\\],]+).*'\\.$", RegexOptions.Singleline)]
    private static partial Regex Parts();
}
