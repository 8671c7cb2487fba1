using System.Collections.Immutable;

namespace AtlassianAudit.Contracts.Shipping;

/// <summary>Asks for the dead letters of an organization, oldest first.</summary>
/// <param name="OrganizationId">Whose they are.</param>
/// <param name="Namespace">Names their data stream.</param>
/// <param name="After"><see cref="DeadLetterPage.Next"/> of the page before; null = from the beginning.</param>
/// <param name="Limit">At most so many.</param>
[GenerateSerializer, Immutable, Alias("audit.dead-letter-query")]
public sealed record DeadLetterQuery(
    [property: Id(0)] string OrganizationId,
    [property: Id(1)] string Namespace,
    [property: Id(2)] string? After,
    [property: Id(3)] int Limit);

/// <summary>Some dead letters.</summary>
/// <param name="Items">Oldest first.</param>
/// <param name="Next">What to send as <see cref="DeadLetterQuery.After"/> for the next page; null = there is none.</param>
[GenerateSerializer, Immutable, Alias("audit.dead-letter-page")]
public sealed record DeadLetterPage([property: Id(0)] ImmutableArray<BuriedEvent> Items, [property: Id(1)] string? Next);

/// <summary>An event that could not be mapped, or that Elasticsearch refused.</summary>
/// <param name="Id">The <c>_id</c>; where the event has an id of its own, it is that of its document, too.</param>
/// <param name="Timestamp">When it was buried.</param>
/// <param name="EventId">The event's own id; null where it has none.</param>
/// <param name="ErrorType">Why, as a word.</param>
/// <param name="ErrorMessage">Why, as a sentence.</param>
/// <param name="Original">The event as it came.</param>
/// <param name="Delivered">True when its document is in the audit stream: a replay has delivered it since.</param>
[GenerateSerializer, Immutable, Alias("audit.buried-event")]
public sealed record BuriedEvent(
    [property: Id(0)] string Id,
    [property: Id(1)] DateTimeOffset Timestamp,
    [property: Id(2)] string? EventId,
    [property: Id(3)] string ErrorType,
    [property: Id(4)] string ErrorMessage,
    [property: Id(5)] string Original,
    [property: Id(6)] bool Delivered);
