using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Shipping;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>What follows from an answer: who is told what, what is sent again, and how fast. All of it runs under the lock.</summary>
internal sealed partial class DestinationPipeline
{
    private void Apply(RequestVerdict verdict, List<Piece> request)
    {
        switch (verdict)
        {
            case RequestVerdict.Items items:
                Apply(items.All, request);
                break;
            case RequestVerdict.Pressure pressure:
                Pause(pressure.Reason);
                if (pressure.InDoubt)
                    GiveBack(request.Select(piece => piece.Shipment));
                else
                    _waiting.Return(request);
                break;
            case RequestVerdict.TooLarge:
                Halve(request);
                break;
            case RequestVerdict.UnknownParameter unknown when _path.LeaveOutUnknown(unknown.Reason):
                _waiting.Return(request);
                break;
            case RequestVerdict.UnknownParameter unknown:
                RefuseAll(request, unknown.Reason);
                break;
            case RequestVerdict.CredentialRefused refused:
                RefuseAll(request, refused.Reason);
                break;
            case RequestVerdict.Unusable unusable:
                RefuseAll(request, unusable.Reason);
                break;
        }
    }

    private void Apply(IReadOnlyList<BulkItem> answers, List<Piece> request)
    {
        var settled = BulkSettlement.Settle(answers, request);
        foreach (var piece in request)
            Saw(piece.Shipment);
        if (settled.AnyHeld)
        {
            _templates.Forget();
            _unmapped.Forget();
        }

        if (settled.Pressure is { } pressure)
            Pause(pressure);
        else
        {
            _concurrency.Succeeded();
            _backoff.Succeeded();
            _pressure = "";
            _maxBytes = Math.Min(_settings.MaxRequestBytes, Regrowth.Of(_maxBytes));
        }

        GiveBack(settled.InDoubt);
        _waiting.Return(settled.Again);
    }

    /// <summary>A stream that rolled over, or was made anew, may be mapped and kept otherwise than the one that was looked at.</summary>
    private void Saw(Shipment shipment)
    {
        var stream = shipment.Batch.DataStream;
        if (shipment.WriteIndex is not { } index || (_writeIndices.TryGetValue(stream, out var before) && before == index))
            return;
        _writeIndices[stream] = index;
        _unmapped.Saw(stream, index);
        _retention.Forget(stream);
    }

    /// <summary>
    /// What may be stored without anybody having heard is not sent again from here: its organization offers it again, and it is looked up first.
    /// </summary>
    private void GiveBack(IEnumerable<Shipment> shipments)
    {
        foreach (var shipment in shipments)
            shipment.Press(Later(_notBefore - _time.GetUtcNow(), TimeSpan.Zero), _pressure);
    }

    /// <summary>
    /// A cluster that does not answer a look-up is asked ever more seldom, too: many ask at once, and that is one failure.
    /// </summary>
    private void GiveBackUnseen(Shipment shipment, string reason)
    {
        if (_notBefore <= _time.GetUtcNow())
            Pause(reason);
        GiveBack([shipment]);
    }

    private void Halve(List<Piece> request)
    {
        if (BulkAssembly.Halve(request) is not ({ } first, { } second))
        {
            request[0].Shipment.Refuse(request[0].From, Refusal.TooLarge, "Elasticsearch, or a proxy in front of it, answered 413 to this document alone.");
            return;
        }

        _maxBytes = Math.Max(1, request.Sum(piece => piece.Bytes.Length) / 2);
        LogTooLarge(_settings.Name, _maxBytes);
        _waiting.Return([.. first, .. second]);
    }

    /// <summary>Asks nothing more for a while: whoever comes meanwhile hears why at once.</summary>
    private void RefuseAll(List<Piece> request, string reason)
    {
        _refusedUntil = _time.GetUtcNow() + RefusalRetry;
        if (_refusal != reason)
            LogHeld(_settings.Name, reason);
        _refusal = reason;
        foreach (var piece in request.Concat(_waiting.Clear()))
            piece.Shipment.Hold(RefusalRetry, reason);
    }

    private void Pause(string reason)
    {
        _concurrency.Pressed();
        _notBefore = _time.GetUtcNow() + _backoff.Failed(Random.Shared.NextDouble());
        if (_pressure != reason)
            LogPressure(_settings.Name, reason);
        _pressure = reason;
    }

    [LoggerMessage(LogLevel.Warning, "Destination {Destination} is under pressure: {Reason}")]
    private partial void LogPressure(string destination, string reason);

    [LoggerMessage(LogLevel.Warning, "Destination {Destination} takes nothing: {Reason}")]
    private partial void LogHeld(string destination, string reason);

    [LoggerMessage(LogLevel.Warning, "Destination {Destination} refused a request as too large; requests to it hold at most {Bytes} bytes for now")]
    private partial void LogTooLarge(string destination, int bytes);
}
