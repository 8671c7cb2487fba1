namespace AtlassianAudit.Management.Api;

/// <summary>Which texts may be used for what.</summary>
internal static class Texts
{
    public const string NameRule = "must be 1 to 64 of the characters a to z, 0 to 9, '.', '_' and '-', beginning with a letter or digit";
    public const string IdRule = "must be Atlassian's id of the organization, such as a1b2c3d4-…: 1 to 64 letters, digits, '-', '_' and '.'";
    private const int LongestName = 64;

    public static bool IsLabel(string text, int most) => text.Length >= 1 && text.Length <= most && !text.Any(char.IsControl);

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
}
