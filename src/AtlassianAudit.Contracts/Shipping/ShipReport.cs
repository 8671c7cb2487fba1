using System.Collections.Immutable;

namespace AtlassianAudit.Contracts.Shipping;

/// <summary>What became of a batch: a closed union of <see cref="Settled"/>, <see cref="Pressure"/> and <see cref="Unavailable"/>.</summary>
[GenerateSerializer, Immutable, Alias("audit.ship-report")]
public abstract record ShipReport
{
    private ShipReport(ImmutableArray<ItemOutcome> outcomes, string? writeIndex) => (Outcomes, WriteIndex) = (outcomes, writeIndex);

    /// <summary>For each item of the batch, in order, what became of it.</summary>
    [Id(0)] public ImmutableArray<ItemOutcome> Outcomes { get; init; }

    /// <summary>The backing index of the newest acknowledgement, or null.</summary>
    [Id(1)] public string? WriteIndex { get; init; }

    /// <summary>Why a look-up that was asked for could not be done; the documents were shipped nevertheless. Null = it was done, or none was asked for.</summary>
    [Id(2)] public string? NotLookedUp { get; init; }

    /// <summary>Why attributes that no rule maps were left out of the documents, and what to do; null = none were.</summary>
    [Id(3)] public string? Withheld { get; init; }

    /// <summary>Every item is stored, known as duplicate, quarantined or refused.</summary>
    /// <param name="Refusals">The documents that Elasticsearch refuses: they become dead letters.</param>
    [GenerateSerializer, Immutable, Alias("audit.ship-report.settled")]
    public sealed record Settled(
        ImmutableArray<ItemOutcome> Outcomes,
        string? WriteIndex,
        [property: Id(0)] ImmutableArray<Refusal> Refusals) : ShipReport(Outcomes, WriteIndex);

    /// <summary>Some items are not settled yet; the destination is busy, or its answer was lost.</summary>
    /// <param name="RetryAfter">When to try again.</param>
    /// <param name="Reason">One sentence for the operator.</param>
    [GenerateSerializer, Immutable, Alias("audit.ship-report.pressure")]
    public sealed record Pressure(
        ImmutableArray<ItemOutcome> Outcomes,
        string? WriteIndex,
        [property: Id(0)] TimeSpan RetryAfter,
        [property: Id(1)] string Reason) : ShipReport(Outcomes, WriteIndex);

    /// <summary>The destination or the data stream refuses everything until somebody mends it; nothing is dropped.</summary>
    /// <param name="RetryAfter">When to try again.</param>
    /// <param name="Reason">One sentence for the operator: what is refused, and what to do.</param>
    [GenerateSerializer, Immutable, Alias("audit.ship-report.unavailable")]
    public sealed record Unavailable(
        ImmutableArray<ItemOutcome> Outcomes,
        string? WriteIndex,
        [property: Id(0)] TimeSpan RetryAfter,
        [property: Id(1)] string Reason) : ShipReport(Outcomes, WriteIndex);
}

/// <summary>What became of one document.</summary>
public enum ItemOutcome : byte
{
    /// <summary>Not settled: it may or may not be stored.</summary>
    Pending,

    /// <summary>201: stored.</summary>
    Stored,

    /// <summary>409: this <c>_id</c> is stored already.</summary>
    Duplicate,

    /// <summary>201 with <c>failure_store: used</c>: stored in the failure store, under an id of its own.</summary>
    Quarantined,

    /// <summary>The document itself is refused.</summary>
    Refused,
}

/// <summary>Why Elasticsearch refuses a document.</summary>
/// <param name="Index">The item's place in the batch.</param>
/// <param name="ErrorType">Elasticsearch's <c>error.type</c>.</param>
/// <param name="ErrorReason">Elasticsearch's <c>error.reason</c>.</param>
[GenerateSerializer, Immutable, Alias("audit.refusal")]
public sealed record Refusal(
    [property: Id(0)] int Index,
    [property: Id(1)] string ErrorType,
    [property: Id(2)] string ErrorReason)
{
    /// <summary>The <see cref="ErrorType"/> of a document that is too large even alone: Elasticsearch, or a proxy in front of it, answered 413.</summary>
    public const string TooLarge = "document_too_large";
}
