namespace AtlassianAudit.Collector.Collecting;

/// <summary>What became of the events of one page.</summary>
internal sealed record Tally
{
    public int Fetched { get; init; }
    public int Stored { get; init; }
    public int Duplicates { get; init; }
    public int Quarantined { get; init; }
    public int DeadLettered { get; init; }

    /// <summary>Newest <c>processedAt</c> of the page, or <c>time</c> where that is absent.</summary>
    public DateTimeOffset? Watermark { get; init; }
    public DateTimeOffset? LastEventAt { get; init; }
    public TimeSpan LargestDelay { get; init; }
    public string? WriteIndex { get; init; }

    /// <summary>Oldest <c>processedAt</c>; null where an event has none, because then nothing is known.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>Newest <c>time</c> of a user-created activity.</summary>
    public DateTimeOffset? UserActivityAt { get; init; }

    /// <summary>Actions that the table does not know, of what was not known to be safe before.</summary>
    public IReadOnlyList<UnknownSighting> Unknown { get; init; } = [];

    /// <summary>The <c>_id</c>s that are safe now and were not known to be before.</summary>
    public IReadOnlyList<string> Acked { get; init; } = [];

    /// <summary>Some events had attributes that no rule maps.</summary>
    public bool HasUnmapped { get; init; }

    /// <summary>Why those were left out of the documents.</summary>
    public string? Withheld { get; init; }

    /// <summary>Why a look-up could not be done.</summary>
    public string? NotLookedUp { get; init; }
}
