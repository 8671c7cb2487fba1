using System.Collections.Immutable;

namespace AtlassianAudit.Contracts.Organizations;

/// <summary>The actions of an organization that the collector's table does not know.</summary>
/// <param name="Items">In the order in which they were first collected; at most <see cref="Listed"/>.</param>
/// <param name="Unlisted">Events of further ones, or of ids that are too long to keep.</param>
[GenerateSerializer, Immutable, Alias("audit.unknown-actions")]
public sealed record UnknownActions(
    [property: Id(0)] ImmutableArray<UnknownAction> Items,
    [property: Id(1)] long Unlisted)
{
    /// <summary>Ids that are listed for each organization.</summary>
    public const int Listed = 200;
}

/// <summary>An action that the table does not know, and what was made of it.</summary>
[GenerateSerializer, Immutable, Alias("audit.unknown-action")]
public sealed record UnknownAction
{
    /// <summary>Atlassian's id of the action.</summary>
    [Id(0)] public required string Action { get; init; }

    /// <summary>Its events so far.</summary>
    [Id(1)] public long Count { get; init; }

    /// <summary>Time of its oldest event.</summary>
    [Id(2)] public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>Time of its newest event.</summary>
    [Id(3)] public DateTimeOffset LastSeenAt { get; init; }

    /// <summary>What the organization's own catalogue calls it; null where it does not list it, or was not read yet.</summary>
    [Id(4)] public string? DisplayName { get; init; }

    /// <summary>Its groups in the organization's own catalogue.</summary>
    [Id(5)] public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary><c>event.category</c> of its events from now on.</summary>
    [Id(6)] public ImmutableArray<string> Category { get; init; } = [];

    /// <summary><c>event.type</c> of its events from now on.</summary>
    [Id(7)] public ImmutableArray<string> Type { get; init; } = [];

    /// <summary><c>event.outcome</c> of its events from now on.</summary>
    [Id(8)] public string Outcome { get; init; } = "";

    /// <summary>One sentence: why it is categorised so.</summary>
    [Id(9)] public string Reason { get; init; } = "";
}
