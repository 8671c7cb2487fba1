namespace AtlassianAudit.Collector.Mapping;

/// <summary>What became of one event: a document, or a <paramref name="Rejection"/>, and then there is none.</summary>
internal readonly record struct MapResult(MapResult.Mapped Document, MapResult.Rejected? Rejection)
{
    /// <summary>A document was written.</summary>
    /// <param name="Time">Its <c>@timestamp</c>.</param>
    /// <param name="ProcessedAt">When Atlassian processed it, where it says so.</param>
    /// <param name="Action">What its action means.</param>
    public readonly record struct Mapped(DateTimeOffset Time, DateTimeOffset? ProcessedAt, ActionMeaning Action);

    /// <summary>Nothing was written: the event becomes a dead letter.</summary>
    /// <param name="EventId">The event's own id, where it has one.</param>
    /// <param name="ErrorType">A stable word.</param>
    /// <param name="Reason">One sentence.</param>
    public sealed record Rejected(string? EventId, string ErrorType, string Reason);

    public static implicit operator MapResult(Mapped document) => new(document, null);

    public static implicit operator MapResult(Rejected rejection) => new(default, rejection);
}
