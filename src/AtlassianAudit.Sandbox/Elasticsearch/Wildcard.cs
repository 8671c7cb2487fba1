using System.IO.Enumeration;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>Names with <c>*</c>.</summary>
internal static class Wildcard
{
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    /// <summary>Two patterns overlap where one matches the other's own text, its stars taken for letters.</summary>
    public static bool Overlap(string a, string b) => Matches(a, b.Replace('*', 'x')) || Matches(b, a.Replace('*', 'x'));
}
