using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Collector.Shipping.Kibana;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Security;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>Opens the way to a destination: unprotects its credential and picks the transport.</summary>
internal sealed class Connecting(SecretReader secrets, IOptions<ShippingOptions> options, TimeProvider time)
{
    /// <exception cref="SecretUnreadableException">Its credential cannot be read any more.</exception>
    public IElasticsearchTransport Open(DestinationSettings settings)
    {
        var connection = new ElasticsearchConnection
        {
            Nodes = [.. settings.Urls.Select(url => new Uri(url))],
            Authorization = Authorization(settings.ApiKey, settings.Username, settings.Password),
            Compression = settings.Compression,
            Timeout = TimeSpan.FromSeconds(settings.RequestTimeoutSeconds),
            Proxy = settings.Proxy is { } proxy ? new Uri(proxy) : null,
            CertificateFingerprint = settings.CertificateFingerprint,
            CaCertificate = settings.CaCertificate,
        };
        return options.Value.Transport switch
        {
#if ELASTIC_CLIENT
            ShippingTransport.ElasticClient => new ElasticClientTransport(connection),
#endif
            _ => new HttpClientTransport(connection, time),
        };
    }

    /// <summary>The way to a Kibana. It is used once, so it waits no longer than its caller does.</summary>
    /// <exception cref="SecretUnreadableException">The credential cannot be read any more.</exception>
    public KibanaClient Open(KibanaTarget target, DestinationSettings settings) => new(new ElasticsearchConnection
    {
        Nodes = [new Uri(target.Url)],
        Authorization = target is { ApiKey: null, Username: null }
            ? Authorization(settings.ApiKey, settings.Username, settings.Password)
            : Authorization(target.ApiKey, target.Username, target.Password),
        Proxy = target.Proxy is { } proxy ? new Uri(proxy) : null,
        CertificateFingerprint = target.CertificateFingerprint,
        CaCertificate = target.CaCertificate,
    });

    private string? Authorization(ProtectedSecret? apiKey, string? username, ProtectedSecret? password)
    {
        if (apiKey is not null)
            return $"ApiKey {secrets.Read(apiKey)}";
        return username is not null && password is not null
            ? $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{username}:{secrets.Read(password)}"))}"
            : null;
    }
}
