namespace AtlassianAudit.Collector.Mapping;

/// <summary>What became of one event: a closed union.</summary>
internal abstract record MapResult
{
    private MapResult()
    {
    }

    /// <summary>A document was written.</summary>
    /// <param name="EventId">The event's own id.</param>
    /// <param name="Time">Its <c>@timestamp</c>.</param>
    /// <param name="ProcessedAt">When Atlassian processed it, where it says so.</param>
    /// <param name="Action">What its action means.</param>
    public sealed record Mapped(string EventId, DateTimeOffset Time, DateTimeOffset? ProcessedAt, ActionMeaning Action) : MapResult;

    /// <summary>Nothing was written: the event becomes a dead letter.</summary>
    /// <param name="EventId">The event's own id, where it has one.</param>
    /// <param name="ErrorType">A stable word.</param>
    /// <param name="Reason">One sentence.</param>
    public sealed record Rejected(string? EventId, string ErrorType, string Reason) : MapResult;
}
