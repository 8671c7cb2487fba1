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
    public long MaxBytesInFlight { get; set; } = 64L << 20;

    /// <summary>Milliseconds that a batch waits for others to share its request while nothing else is in flight. Default: 5; 0 to 1000.</summary>
    public int LingerMilliseconds { get; set; } = 5;

    /// <summary>Bulk requests in flight to one destination, at most, per silo; begins with 2 and adapts. Default: 8; 1 to 64.</summary>
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
internal sealed class ShippingOptionsRules : IValidateOptions<ShippingOptions>
{
    public ValidateOptionsResult Validate(string? name, ShippingOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (!Enum.IsDefined(options.Transport))
            result.AddError($"Shipping:Transport must be one of {string.Join(", ", Enum.GetNames<ShippingTransport>())}.");
#if !ELASTIC_CLIENT
        if (options.Transport == ShippingTransport.ElasticClient)
            result.AddError("Shipping:Transport is ElasticClient, which this build does not hold. Build with -p:ElasticClient=true, or leave the setting out.");
#endif
        if (options.MaxBytesInFlight is < 1L << 20 or > 1L << 32)
            result.AddError("Shipping:MaxBytesInFlight must be 1048576 to 4294967296.");
        if (options.LingerMilliseconds is < 0 or > 1000)
            result.AddError("Shipping:LingerMilliseconds must be 0 to 1000.");
        if (options.MaxConcurrentRequests is < 1 or > 64)
            result.AddError("Shipping:MaxConcurrentRequests must be 1 to 64.");
        return result.Build();
    }
}
