using Microsoft.Extensions.Options;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>How to reach Atlassian. Section <c>Atlassian</c>.</summary>
public sealed class AtlassianOptions
{
    /// <summary>Base address for organizations that name none. Default: <c>https://api.atlassian.com</c>.</summary>
    public Uri BaseUrl { get; set; } = new("https://api.atlassian.com");

    /// <summary>
    /// Hosts that an organization's <c>baseUrl</c> may name, or <c>*.domain</c> for all below one; always the host of <see cref="BaseUrl"/>, too. The management API
    /// keeps to it. Default: Atlassian's own.
    /// </summary>
    public IList<string>? AllowedHosts { get; set; }

    /// <summary>Address of an egress proxy, for example <c>http://proxy.example:3128</c> or <c>http://user:password@proxy.example:3128</c>. Default: none; environment variables are not read.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>Seconds that one request may take, its whole body included. Default: 60; 1 to 300.</summary>
    public int RequestTimeoutSeconds { get; set; } = 60;

    /// <summary>
    /// Bytes of an answer that are read at most, after decompression. Where a page is larger, fewer events are asked for at a time. Default: 64 MiB, 500 events
    /// of 128 KiB each; 1 MiB to 1 GiB.
    /// </summary>
    public int MaxResponseBytes { get; set; } = 64 << 20;
}

/// <summary>Says every error of <see cref="AtlassianOptions"/> at the start, with its whole key, which annotations do not know.</summary>
internal sealed class AtlassianOptionsRules : IValidateOptions<AtlassianOptions>
{
    public ValidateOptionsResult Validate(string? name, AtlassianOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (!IsHttp(options.BaseUrl))
            result.AddError("Atlassian:BaseUrl must be an absolute address such as https://api.atlassian.com.");
        if (options.RequestTimeoutSeconds is < 1 or > 300)
            result.AddError("Atlassian:RequestTimeoutSeconds must be 1 to 300.");
        if (options.MaxResponseBytes is < 1 << 20 or > 1 << 30)
            result.AddError("Atlassian:MaxResponseBytes must be 1048576 to 1073741824.");
        if (options.Proxy is { } proxy && !IsHttp(proxy))
            result.AddError("Atlassian:Proxy must be an absolute address such as http://proxy.example:3128.");
        return result.Build();
    }

    private static bool IsHttp(Uri? address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };
}
