using System.Diagnostics.CodeAnalysis;

namespace AtlassianAudit.Management.Api;

/// <summary>Which texts may be used for what.</summary>
internal static class Texts
{
    public const string NameRule = "must be 1 to 64 of the characters a to z, 0 to 9, '.', '_' and '-', beginning with a letter or digit";
    public const string IdRule = "must be Atlassian's id of the organization, such as a1b2c3d4-…: 1 to 64 letters, digits, '-', '_' and '.'";
    private const int LongestName = 64;

    /// <summary>A text that people read and that may become a key: what is blank is no grain's key, and two that differ in spaces look the same.</summary>
    public static bool IsLabel([NotNullWhen(true)] string? text, int most) =>
        text is { Length: >= 1 } && text.Length <= most && !text.Any(char.IsControl) && text.Trim() == text;

    public static string LabelRule(int most) => $"must be 1 to {most} characters, none of them a control character, without spaces at its begin or end";

    public static bool IsKey(string text, int most) => text.Length >= 1 && text.Length <= most && text.All(c => c is > ' ' and < '\u007f');

    public static bool IsName(string text) =>
        text.Length is >= 1 and <= LongestName && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');

    /// <summary>An organization id in its one spelling; null where it is none.</summary>
    public static string? OrganizationId(string text)
    {
        if (text.Length is < 1 or > LongestName || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') || text.Trim('.').Length == 0)
            return null;
        return Guid.TryParseExact(text, "D", out var id) ? id.ToString() : text;
    }

    /// <summary>A whole number, however large.</summary>
    public static bool IsWholeNumber(string text) => text.AsSpan(text.StartsWith('-') ? 1 : 0) is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9');

    /// <summary>What is to be written where a value of this type belongs.</summary>
    public static string Kind(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(int) => "a whole number",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(DateTimeOffset) => "a time such as 2026-05-19T10:00:00Z",
        var t when t == typeof(string[]) => "a list of texts",
        _ => "a text",
    };
}
