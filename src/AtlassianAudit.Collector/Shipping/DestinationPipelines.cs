using System.Collections.Concurrent;
using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Shipping;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>One pipeline per destination on this silo, made anew when its settings changed: looked up every 30 seconds, and sooner after a refusal.</summary>
internal sealed partial class DestinationPipelines(
    IGrainFactory grains, Connecting connecting, IOptions<ShippingOptions> options, ShippingMetrics metrics, TimeProvider time, ILogger<DestinationPipeline> logger)
    : IDisposable
{
    private static readonly TimeSpan SettingsAge = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RefusedSettingsAge = TimeSpan.FromSeconds(5);

    /// <summary>Who asks has a batch in hand that no budget knows of yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MissingRetry = TimeSpan.FromSeconds(30);

    /// <summary>Whoever knows the settings may just be on its way to another silo.</summary>
    private static readonly TimeSpan UnknownRetry = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ByteBudget _budget = new(options.Value.MaxBytesInFlight);

    public async Task<ShipReport> ShipAsync(string destination, MappedBatch batch)
    {
        try
        {
            return await PipelineAsync(destination) is { } pipeline ? await pipeline.ShipAsync(batch) : Unavailable(batch, Missing(destination));
        }
        catch (SettingsUnknownException exception)
        {
            return new ShipReport.Pressure([.. new ItemOutcome[batch.Count]], null, UnknownRetry, exception.Message);
        }
        catch (SecretUnreadableException exception)
        {
            return Unavailable(batch, exception.Message);
        }
    }

    /// <summary>Looks at what a destination holds.</summary>
    public async Task<LookResult<T>> AskAsync<T>(string destination, Func<IElasticsearchTransport, CancellationToken, Task<LookResult<T>>> look)
    {
        try
        {
            return await PipelineAsync(destination) is { } pipeline ? await pipeline.AskAsync(look) : new LookResult<T>.NoAnswer(Missing(destination));
        }
        catch (Exception exception) when (exception is SecretUnreadableException or SettingsUnknownException)
        {
            return new LookResult<T>.NoAnswer(exception.Message);
        }
    }

    public void Dispose()
    {
        foreach (var entry in _entries.Values)
            entry.Dispose();
    }

    private async Task<DestinationPipeline?> PipelineAsync(string destination)
    {
        var entry = _entries.GetOrAdd(destination, static _ => new Entry());
        if (IsFresh(entry))
            return entry.Pipeline;

        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await entry.LookUp.WaitAsync(patience.Token);
            try
            {
                return IsFresh(entry) ? entry.Pipeline : await LookUpAsync(entry, destination, patience.Token);
            }
            finally
            {
                entry.LookUp.Release();
            }
        }
        catch (Exception exception) when (exception is not SecretUnreadableException)
        {
            // What it was is the best guess of what it is.
            LogUnknown(exception, destination);
            entry.LookedUpAt = time.GetTimestamp();
            return entry.Pipeline ?? throw new SettingsUnknownException(destination, exception);
        }
    }

    private async Task<DestinationPipeline?> LookUpAsync(Entry entry, string destination, CancellationToken cancellationToken)
    {
        var settings = await grains.GetGrain<IDestinationGrain>(destination).GetSettingsAsync().WaitAsync(cancellationToken);
        entry.LookedUpAt = time.GetTimestamp();
        if (entry.Pipeline?.Version != settings?.Version)
        {
            entry.Pipeline?.Dispose();
            entry.Pipeline = null;
        }

        if (settings is not null)
            entry.Pipeline ??= new DestinationPipeline(settings, connecting.Open(settings), options.Value, _budget, metrics, time, logger);
        return entry.Pipeline;
    }

    private bool IsFresh(Entry entry) => entry.Pipeline is { } pipeline
        && time.GetElapsedTime(entry.LookedUpAt) < (pipeline.IsRefused ? RefusedSettingsAge : SettingsAge);

    private static string Missing(string destination) =>
        $"There is no destination {destination}. Add it with PUT /api/v1/destinations/{destination}, or name another one.";

    private static ShipReport.Unavailable Unavailable(MappedBatch batch, string reason) =>
        new([.. new ItemOutcome[batch.Count]], null, MissingRetry, reason);

    [LoggerMessage(LogLevel.Warning, "The settings of destination {Destination} cannot be looked up")]
    private partial void LogUnknown(Exception exception, string destination);

    /// <summary>Nobody knows a destination's settings now.</summary>
    private sealed class SettingsUnknownException(string destination, Exception inner)
        : Exception($"The settings of destination {destination} cannot be looked up ({inner.Message}); it is tried again.", inner);

    private sealed class Entry : IDisposable
    {
        public SemaphoreSlim LookUp { get; } = new(1);

        public DestinationPipeline? Pipeline { get; set; }

        public long LookedUpAt { get; set; }

        public void Dispose()
        {
            Pipeline?.Dispose();
            LookUp.Dispose();
        }
    }
}
