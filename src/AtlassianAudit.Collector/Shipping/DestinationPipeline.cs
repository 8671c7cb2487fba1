using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<string, string> _writeIndices = new(StringComparer.Ordinal);
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

    /// <summary>Starts as many requests as may be in flight now; else says when to look again.</summary>
    private void SendWhatMayGo()
    {
        lock (_gate)
        {
            var pause = _notBefore - _time.GetUtcNow();
            while (pause <= TimeSpan.Zero && _inFlight < _concurrency.Limit && _waiting.Take(_maxBytes) is { Count: > 0 } request)
            {
                _inFlight++;
                foreach (var piece in request)
                    piece.Shipment.InFlight++;

                // Off the caller's scheduler: what comes back is nobody's turn but the pipeline's.
                _ = Task.Run(() => SendAsync(request));
            }

            if (!_waiting.IsEmpty && pause > TimeSpan.Zero)
                Wake(pause);
        }
    }

    private async Task SendAsync(List<Piece> request)
    {
        RequestVerdict verdict;
        try
        {
            verdict = await AskAsync(request);
        }
        catch (Exception exception)
        {
            // A bug, not an outage: the documents are kept, and the log has the whole exception.
            LogBroken(exception, _settings.Name);
            verdict = new RequestVerdict.Pressure($"Shipping failed ({exception.GetType().Name}: {exception.Message}); it is retried.", InDoubt: true);
        }

        lock (_gate)
        {
            _inFlight--;
            foreach (var piece in request)
                piece.Shipment.InFlight--;
            Apply(verdict, request);
            foreach (var piece in request)
                ReleaseWhenDone(piece.Shipment);
            EndWhenRetired();
        }

        SendWhatMayGo();
        if (verdict is RequestVerdict.Items)
            await SetRetentionAsync(request);
    }

    /// <summary>Behind the reports, which wait for nothing but the documents.</summary>
    private async Task SetRetentionAsync(List<Piece> request)
    {
        var set = await AskAsync<string?>(async (_, cancellationToken) => new LookResult<string?>.Seen(
            await _retention.ApplyAsync(request.Select(piece => piece.Shipment.Batch.DataStream).Distinct(), cancellationToken)));
        if (set is LookResult<string?>.Seen { What: { } refused })
            LogRetention(_settings.Name, refused);
    }

    private async Task<RequestVerdict> AskAsync(List<Piece> request)
    {
        var templates = _settings.SetUpTemplates ? await _templates.EnsureAsync(CancellationToken.None) : null;
        if (templates is not null && Interlocked.Exchange(ref _templateProblem, templates.Problem) != templates.Problem && templates.Problem is { } problem)
            LogTemplates(_settings.Name, problem);
        if (await WithholdAsync(request, templates) is { } unanswered)
            return new RequestVerdict.Pressure(unanswered, InDoubt: false);

        var started = _time.GetTimestamp();
        var bytes = request.Sum(piece => (long)piece.Bytes.Length);
        var answer = await _transport.SendAsync(HttpMethod.Post, _path.ToString(), [.. request.SelectMany(piece => piece.Shipment.Sent(piece.From, piece.To))], BodyKind.NdJson, CancellationToken.None);
        var verdict = BulkPolicy.Judge(answer, request.Sum(piece => piece.Count));
        _metrics.Sent(_settings.Name, answer.Status, bytes, _time.GetElapsedTime(started));
        if (verdict is RequestVerdict.Items items)
            Saw(items.All, request);
        return verdict;
    }

    /// <summary>Decides for each piece whether what no rule maps is sent; the reason where nobody answers.</summary>
    private async Task<string?> WithholdAsync(List<Piece> request, TemplateState? templates)
    {
        foreach (var piece in request)
        {
            if (!piece.HasUnmapped)
                continue;
            var stream = piece.Shipment.Batch.DataStream;
            switch (await _unmapped.AskAsync(stream, templates?.MapsUnmapped ?? false, trusted: !_settings.SetUpTemplates, CancellationToken.None))
            {
                case FieldAnswer.NoAnswer noAnswer:
                    return noAnswer.Reason;
                case FieldAnswer.Withheld withheld:
                    piece.Shipment.Withhold($"Attributes that no rule maps are left out of {stream}: {withheld.Reason}. "
                        + $"POST /api/v1/destinations/{_settings.Name}/test says what to add.");
                    break;
                default:
                    piece.Shipment.Withhold(null);
                    break;
            }
        }

        return null;
    }

    /// <summary>A stream that rolled over, or was made anew, may be mapped and kept otherwise than the one that was looked at.</summary>
    private void Saw(IReadOnlyList<BulkItem> answers, List<Piece> request)
    {
        var next = 0;
        foreach (var piece in request)
        {
            var stream = piece.Shipment.Batch.DataStream;
            var index = answers.Skip(next).Take(piece.Count).LastOrDefault(answer => BulkPolicy.Judge(answer) is ItemVerdict.Stored).Index;
            next += piece.Count;
            if (index is null || _writeIndices.TryGetValue(stream, out var before) && before == index)
                continue;
            _writeIndices[stream] = index;
            _unmapped.Saw(stream, index);
            _retention.Forget(stream);
        }
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

    [LoggerMessage(LogLevel.Warning, "The templates of destination {Destination} were not set up: {Problem}")]
    private partial void LogTemplates(string destination, string problem);

    [LoggerMessage(LogLevel.Warning, "The retention of destination {Destination} was not set: {Problem}")]
    private partial void LogRetention(string destination, string problem);

    [LoggerMessage(LogLevel.Error, "A request to destination {Destination} was not finished")]
    private partial void LogBroken(Exception exception, string destination);
}
