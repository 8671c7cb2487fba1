using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>How batches become bulk requests. Section <c>Shipping</c>.</summary>
public sealed class ShippingOptions
{
    /// <summary>
    /// What sends the bytes. Default: <see cref="ShippingTransport.HttpClient"/>. <see cref="ShippingTransport.ElasticClient"/> is in builds with
    /// <c>-p:ElasticClient=true</c> only; any other build does not start with it.
    /// </summary>
    public ShippingTransport Transport { get; set; } = ShippingTransport.HttpClient;

    /// <summary>Bytes of batches that one silo holds for all destinations; more wait at their organizations. Default: 64 MiB; 1 MiB to 4 GiB.</summary>
    [Range(1L << 20, 1L << 32)]
    public long MaxBytesInFlight { get; set; } = 64L << 20;

    /// <summary>Milliseconds that a batch waits for others to share its request while nothing else is in flight. Default: 5; 0 to 1000.</summary>
    [Range(0, 1000)]
    public int LingerMilliseconds { get; set; } = 5;

    /// <summary>Bulk requests in flight to one destination, at most, per silo; begins with 2 and adapts. Default: 8; 1 to 64.</summary>
    [Range(1, 64)]
    public int MaxConcurrentRequests { get; set; } = 8;
}

/// <summary>What sends bytes to Elasticsearch.</summary>
public enum ShippingTransport
{
    /// <summary>.NET's own client.</summary>
    HttpClient,

    /// <summary>The transport of Elastic's official client.</summary>
    ElasticClient,
}

/// <summary>Says every error of <see cref="ShippingOptions"/> at the start.</summary>
[OptionsValidator]
internal sealed partial class ShippingOptionsAnnotations : IValidateOptions<ShippingOptions>;

/// <summary>What annotations cannot say.</summary>
internal sealed class ShippingOptionsRules : IValidateOptions<ShippingOptions>
{
    public ValidateOptionsResult Validate(string? name, ShippingOptions options) =>
        options.Transport == ShippingTransport.ElasticClient
            ? ValidateOptionsResult.Fail("Shipping:Transport is ElasticClient, which this build does not hold. Build with -p:ElasticClient=true, or leave the setting out.")
            : ValidateOptionsResult.Success;
}
