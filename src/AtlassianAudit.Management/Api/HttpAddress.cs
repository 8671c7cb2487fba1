namespace AtlassianAudit.Management.Api;

/// <summary>Addresses that an operator may name.</summary>
internal static class HttpAddress
{
    /// <summary>An absolute http or https address without user, query and fragment; null where it is none.</summary>
    public static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? address
            : null;
}
