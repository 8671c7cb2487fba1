using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Shipping;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>Requests: when the next one may go, what has to be known before it does, and what is seen to behind it.</summary>
internal sealed partial class DestinationPipeline
{
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

    [LoggerMessage(LogLevel.Warning, "The templates of destination {Destination} were not set up: {Problem}")]
    private partial void LogTemplates(string destination, string problem);

    [LoggerMessage(LogLevel.Warning, "The retention of destination {Destination} was not set: {Problem}")]
    private partial void LogRetention(string destination, string problem);

    [LoggerMessage(LogLevel.Error, "A request to destination {Destination} was not finished")]
    private partial void LogBroken(Exception exception, string destination);
}
