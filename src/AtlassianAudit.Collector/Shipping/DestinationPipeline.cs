using System.Collections.Immutable;
using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Shipping;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>
/// The way of all batches of one silo to one destination. Batches of many organizations share requests; each gets its own report, within
/// <see cref="Patience"/>. Nothing waits in here without bound: bytes are budgeted, requests in flight are few, and who waited in vain is told so.
/// </summary>
internal sealed partial class DestinationPipeline : IDisposable
{
    /// <summary>No grain call waits longer than 10 seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);
    private const string SettingsChanged = "The destination's settings changed.";
    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RefusalRetry = TimeSpan.FromSeconds(30);

    private readonly DestinationSettings _settings;
    private readonly IElasticsearchTransport _transport;
    private readonly TemplateSetup _templates;
    private readonly UnmappedField _unmapped;
    private readonly StreamRetention _retention;
    private readonly ByteBudget _budget;
    private readonly ShippingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _linger;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _writeIndices = new(StringComparer.Ordinal);
    private readonly BulkAssembly _waiting = new();
    private readonly AdaptiveConcurrency _concurrency;
    private readonly BulkPath _path;
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));
    private readonly ITimer _timer;
    private int _maxBytes;
    private int _inFlight;
    private int _looks;
    private DateTimeOffset _notBefore;
    private string _pressure = "";
    private DateTimeOffset _refusedUntil;
    private string _refusal = "";
    private bool _retired;
    private string? _templateProblem;

    public DestinationPipeline(
        DestinationSettings settings, IElasticsearchTransport transport, ShippingOptions options, ByteBudget budget, ShippingMetrics metrics, TimeProvider time,
        ILogger logger)
    {
        (_settings, _transport, _budget, _metrics, _time, _logger) = (settings, transport, budget, metrics, time, logger);
        _templates = new TemplateSetup(transport, time);
        _unmapped = new UnmappedField(transport, time);
        _retention = new StreamRetention(transport, settings.RetentionDays, time);
        _linger = TimeSpan.FromMilliseconds(options.LingerMilliseconds);
        _concurrency = new AdaptiveConcurrency(options.MaxConcurrentRequests);
        _path = new BulkPath(settings.Pipeline);
        _maxBytes = settings.MaxRequestBytes;
        _timer = time.CreateTimer(_ => SendWhatMayGo(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The version of the settings it was made from.</summary>
    public long Version => _settings.Version;

    /// <summary>True after everything was refused: the settings should be looked up again.</summary>
    public bool IsRefused => _time.GetUtcNow() < _refusedUntil;

    /// <summary>Bytes that wait to be sent.</summary>
    public long WaitingBytes
    {
        get
        {
            lock (_gate)
                return _waiting.Bytes;
        }
    }

    public async Task<ShipReport> ShipAsync(MappedBatch batch)
    {
        var shipment = new Shipment(batch);
        if (!_budget.TryTake(batch.Body.Length))
        {
            shipment.Press(BusyRetry, "This silo holds as many bytes for Elasticsearch as Shipping:MaxBytesInFlight allows; goes on by itself.");
            return await shipment.Report;
        }

        using var patience = new CancellationTokenSource(Patience, _time);
        try
        {
            if (IsOpenTo(shipment))
                await EnterAsync(shipment, patience.Token);
            return await shipment.Report.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            lock (_gate)
                shipment.Press(
                    Later(_notBefore - _time.GetUtcNow(), BusyRetry),
                    _pressure.Length > 0 ? _pressure : "Elasticsearch is slower than its batches come; goes on by itself.");
            return await shipment.Report;
        }
        finally
        {
            lock (_gate)
            {
                // Where something threw, nobody will report any more.
                shipment.Press(BusyRetry, _pressure);
                if (!shipment.IsSettled)
                    _waiting.Drop(shipment);
                ReleaseWhenDone(shipment);
            }
        }
    }

    /// <summary>Takes nothing more. Requests in flight come to their end first: an answer lost is an answer in doubt.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _retired = true;
            EndWhenRetired();
        }
    }

    /// <summary>Tells whoever comes at a bad time so at once.</summary>
    private bool IsOpenTo(Shipment shipment)
    {
        lock (_gate)
        {
            var pause = _notBefore - _time.GetUtcNow();
            if (_retired)
                shipment.Press(TimeSpan.Zero, SettingsChanged);
            else if (IsRefused)
                shipment.Hold(_refusedUntil - _time.GetUtcNow(), _refusal);
            else if (pause > Patience)
                shipment.Press(pause, _pressure);
            return !shipment.IsReported;
        }
    }

    /// <summary>Looks up what may be stored already, and queues the rest.</summary>
    private async Task EnterAsync(Shipment shipment, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, int> stored = ImmutableDictionary<string, int>.Empty;
        if (shipment.Batch.LookUp is { } lookUp)
            switch (await LookAsync(transport => new StreamLookUp(transport).FindAsync(
                shipment.Batch.DataStream, shipment.Batch.DocumentIds, lookUp.Since, cancellationToken)))
            {
                case LookResult<IReadOnlyDictionary<string, int>>.Seen seen:
                    stored = seen.What;
                    break;
                case LookResult<IReadOnlyDictionary<string, int>>.NotAllowed notAllowed:
                    shipment.ShipUnseen($"Events of {shipment.Batch.DataStream} that were shipped before a rollover cannot be looked up: {notAllowed.Reason}. "
                        + "Until it has read and view_index_metadata there, exactly one copy is not promised.");
                    break;
                case LookResult<IReadOnlyDictionary<string, int>>.NoAnswer { IsOfStream: true, Reason: var reason }:
                    lock (_gate)
                        shipment.Press(BusyRetry, reason);
                    return;
                case LookResult<IReadOnlyDictionary<string, int>>.NoAnswer noAnswer:
                    lock (_gate)
                        GiveBackUnseen(shipment, noAnswer.Reason);
                    return;
            }

        lock (_gate)
            Queue([.. shipment.LeaveOut(stored)]);
    }

    private void Queue(IReadOnlyList<Piece> pieces)
    {
        if (_retired)
        {
            foreach (var piece in pieces)
                piece.Shipment.Press(TimeSpan.Zero, SettingsChanged);
            return;
        }

        var alone = _waiting.IsEmpty && _inFlight == 0;
        foreach (var piece in pieces)
            _waiting.Add(piece);
        if (_waiting.Bytes >= _maxBytes || _inFlight > 0)
            SendWhatMayGo();
        else if (alone)
            Wake(_linger);
    }

    private void ReleaseWhenDone(Shipment shipment)
    {
        if (shipment is not { IsReported: true, InFlight: 0 } || !shipment.TakeRelease())
            return;
        _budget.Release(shipment.Batch.Body.Length);
        _metrics.StoredWithoutUnmapped(_settings.Name, shipment.StoredWithout);
    }

    private void EndWhenRetired()
    {
        if (!_retired)
            return;
        foreach (var piece in _waiting.Clear())
            piece.Shipment.Press(TimeSpan.Zero, SettingsChanged);
        if (_inFlight + _looks > 0)
            return;
        _timer.Dispose();
        _transport.Dispose();
    }

    private void Wake(TimeSpan after) => _timer.Change(after, Timeout.InfiniteTimeSpan);

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
