using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>Registers the first stage.</summary>
internal static class AtlassianRegistration
{
    private const string ClientName = "Atlassian";

    public static IServiceCollection AddAtlassian(this IServiceCollection services)
    {
        services.AddOptions<AtlassianOptions>().BindConfiguration("Atlassian", binding => binding.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AtlassianOptions>, AtlassianOptionsRules>());
        services.TryAddSingleton(TimeProvider.System);

        // One client for the silo's life: the handler itself renews its connections, and a factory's log lines would carry cursors.
        services.AddHttpClient(ClientName, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(provider => Handler(provider.GetRequiredService<IOptions<AtlassianOptions>>().Value));
        services.TryAddSingleton(provider => new AtlassianClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName),
            provider.GetRequiredService<IOptions<AtlassianOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            IsEnding(provider.GetService<ISiloStatusOracle>())));
        return services;
    }

    private static Func<bool> IsEnding(ISiloStatusOracle? silo) => () => silo?.CurrentStatus.IsTerminating() ?? false;

    private static SocketsHttpHandler Handler(AtlassianOptions options) => new()
    {
        // A redirect would carry the key to another host.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
        UseProxy = options.Proxy is not null,
        Proxy = options.Proxy is { } proxy ? Proxy(proxy) : null,
    };

    /// <summary>The address without the credential, which would else be in every error message, and which <see cref="WebProxy"/> does not read from there.</summary>
    internal static WebProxy Proxy(Uri address)
    {
        var proxy = new WebProxy(new UriBuilder(address) { UserName = "", Password = "" }.Uri);
        if (address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password])
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password.FirstOrDefault() ?? ""));
        return proxy;
    }
}
