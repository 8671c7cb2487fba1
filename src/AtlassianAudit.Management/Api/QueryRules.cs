using Microsoft.AspNetCore.Http;

namespace AtlassianAudit.Management.Api;

/// <summary>What a query may hold.</summary>
internal static class QueryRules
{
    /// <summary>Names every parameter that is not known: a misspelt filter that is ignored answers more than was asked for.</summary>
    public static void CheckNames(BodyErrors errors, IQueryCollection query, params string[] known)
    {
        foreach (var name in query.Keys.Except(known, StringComparer.OrdinalIgnoreCase))
            errors.Add(name, $"is not known here: leave it out, or take one of {string.Join(", ", known)}");
    }

    /// <summary>The value with this name; null where there is none. Numbers and lists of names, which an enum is parsed from as well, are none.</summary>
    public static T? Choice<T>(string? text)
        where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse<T>(name) : null;
}
