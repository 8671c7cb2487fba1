using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>How to reach Atlassian. Section <c>Atlassian</c>.</summary>
public sealed class AtlassianOptions
{
    /// <summary>Base address for organizations that name none. Default: <c>https://api.atlassian.com</c>.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.atlassian.com");

    /// <summary>Address of an egress proxy, for example <c>http://proxy.example:3128</c>. Default: none; environment variables are not read.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>Seconds that one request may take, its whole body included. Default: 60; 1 to 300.</summary>
    [Range(1, 300)]
    public int RequestTimeoutSeconds { get; set; } = 60;
}

/// <summary>Says every error of <see cref="AtlassianOptions"/> at the start.</summary>
[OptionsValidator]
internal sealed partial class AtlassianOptionsAnnotations : IValidateOptions<AtlassianOptions>;

/// <summary>What annotations cannot say.</summary>
internal sealed class AtlassianOptionsRules : IValidateOptions<AtlassianOptions>
{
    public ValidateOptionsResult Validate(string? name, AtlassianOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (!IsHttp(options.BaseUrl))
            result.AddError("it must be an absolute address such as https://api.atlassian.com", "Atlassian:BaseUrl");
        if (options.Proxy is { } proxy && !IsHttp(proxy))
            result.AddError("it must be an absolute address such as http://proxy.example:3128", "Atlassian:Proxy");
        return result.Build();
    }

    private static bool IsHttp(Uri? address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };
}
