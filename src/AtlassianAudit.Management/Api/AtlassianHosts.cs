using Microsoft.Extensions.Configuration;

namespace AtlassianAudit.Management.Api;

/// <summary>
/// The hosts that an organization's <c>baseUrl</c> may name, because its API key is sent there: Atlassian's own, or those of <c>Atlassian:AllowedHosts</c>
/// (names, or <c>*.domain</c> for all below one), and always the host of <c>Atlassian:BaseUrl</c>.
/// </summary>
internal sealed class AtlassianHosts(IConfiguration configuration)
{
    private static readonly string[] Own = ["api.atlassian.com", "*.atlassian.com", "*.atlassian-us-gov-mod.com", "*.atlassian-us-gov-mod.net"];

    /// <summary>What is wrong with an address, as the rest of a sentence; null = nothing.</summary>
    public string? Problem(string baseUrl)
    {
        if (HttpAddress.Parse(baseUrl) is not { } address)
            return "must be an absolute address such as https://api.atlassian.com";
        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
            return "must be https, because the API key is sent there";
        return Allowed().Any(allowed => Matches(allowed, address.Host))
            ? null
            : $"names the host {address.Host}, which Atlassian:AllowedHosts does not; add it there if the API key may be sent to it";
    }

    private IEnumerable<string> Allowed()
    {
        var configured = configuration.GetSection("Atlassian:AllowedHosts").Get<string[]>();
        var hosts = configured is { Length: > 0 } ? configured : Own;
        return Uri.TryCreate(configuration["Atlassian:BaseUrl"], UriKind.Absolute, out var own) ? hosts.Append(own.Host) : hosts;
    }

    private static bool Matches(string allowed, string host) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(allowed, StringComparison.OrdinalIgnoreCase);
}
