using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Destinations;
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
            Authorization = Authorization(settings),
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

    private string? Authorization(DestinationSettings settings)
    {
        if (settings.ApiKey is { } apiKey)
            return $"ApiKey {secrets.Read(apiKey)}";
        return settings is { Username: { } username, Password: { } password }
            ? $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{username}:{secrets.Read(password)}"))}"
            : null;
    }
}
