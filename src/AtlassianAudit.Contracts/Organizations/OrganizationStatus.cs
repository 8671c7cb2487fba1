namespace AtlassianAudit.Contracts.Organizations;

/// <summary>An immutable snapshot of one organization, as the API shows it.</summary>
[GenerateSerializer, Immutable, Alias("audit.organization-status")]
public sealed record OrganizationStatus
{
    [Id(0)] public required string OrganizationId { get; init; }
    [Id(1)] public required string Name { get; init; }
    [Id(2)] public required string Tenant { get; init; }
    [Id(3)] public required string Namespace { get; init; }
    [Id(4)] public required string Destination { get; init; }
    [Id(5)] public required OrganizationState State { get; init; }

    /// <summary>One sentence: why this state, and what to do. Null while all is well.</summary>
    [Id(6)] public string? Reason { get; init; }

    /// <summary>When the state last changed.</summary>
    [Id(7)] public DateTimeOffset Since { get; init; }
    [Id(8)] public DateTimeOffset? LastPollAt { get; init; }
    [Id(9)] public DateTimeOffset? NextPollAt { get; init; }

    /// <summary>Newest <c>processedAt</c> that is safely stored.</summary>
    [Id(10)] public DateTimeOffset? Watermark { get; init; }

    /// <summary>Newest <c>time</c> of an event seen.</summary>
    [Id(11)] public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>
    /// Seconds that the newest stored event took from <c>processedAt</c> until Elasticsearch had it; while behind, the age of the watermark.
    /// </summary>
    [Id(12)] public double? LagSeconds { get; init; }

    /// <summary>True when the last page was not full.</summary>
    [Id(13)] public bool CaughtUp { get; init; }
    [Id(14)] public OrganizationCounters Counters { get; init; } = new();
    [Id(15)] public required ApiKeyStatus ApiKey { get; init; }

    /// <summary>The silo on which the organization's grain lives.</summary>
    [Id(16)] public string? Silo { get; init; }

    /// <summary>Whose requests per minute the organization shares; its own id where it is a user of its own.</summary>
    [Id(17)] public string ApiUser { get; init; } = "";

    /// <summary>Seconds between polls that its settings want.</summary>
    [Id(18)] public int PollIntervalSeconds { get; init; }

    /// <summary>What the organization's Atlassian plan shows of it; null until it was asked.</summary>
    [Id(19)] public PlanCoverage? Plan { get; init; }
}

/// <summary>Totals since the organization was added. They survive restarts to the last committed page.</summary>
[GenerateSerializer, Immutable, Alias("audit.organization-counters")]
public sealed record OrganizationCounters
{
    /// <summary>Events received from Atlassian, repeats included.</summary>
    [Id(0)] public long Fetched { get; init; }

    /// <summary>Documents that Elasticsearch stored.</summary>
    [Id(1)] public long Stored { get; init; }

    /// <summary>Events known to be stored already.</summary>
    [Id(2)] public long Duplicates { get; init; }

    /// <summary>Documents that Elasticsearch put in its failure store.</summary>
    [Id(3)] public long Quarantined { get; init; }

    /// <summary>Events stored as dead letters.</summary>
    [Id(4)] public long DeadLettered { get; init; }

    /// <summary>Requests sent to Atlassian.</summary>
    [Id(5)] public long Requests { get; init; }

    /// <summary>429 answers.</summary>
    [Id(6)] public long Throttled { get; init; }

    /// <summary>Batches of which some documents may be stored twice, because the credential may not look them up.</summary>
    [Id(7)] public long InDoubt { get; init; }
}

/// <summary>A reduced Atlassian plan gives no error, only fewer events: these say so.</summary>
/// <param name="Actions">Size of the organization's action catalogue, which depends on its licence.</param>
/// <param name="ReadAt">When the catalogue was read; it is read weekly.</param>
/// <param name="UserActivityAt">Time of the newest user-created activity (pages, issues, repositories), which only Guard Premium and Cloud Enterprise show; null = none was seen.</param>
[GenerateSerializer, Immutable, Alias("audit.plan-coverage")]
public sealed record PlanCoverage(
    [property: Id(0)] int? Actions,
    [property: Id(1)] DateTimeOffset? ReadAt,
    [property: Id(2)] DateTimeOffset? UserActivityAt);

/// <summary>What may be shown of an API key.</summary>
/// <param name="Fingerprint">Tells keys apart.</param>
/// <param name="ExpiresAt">When it ends, where that is known.</param>
/// <param name="DaysLeft">Whole days until then; where it is not known, until a year after the key was stored, the longest that Atlassian lets one live.</param>
[GenerateSerializer, Immutable, Alias("audit.api-key-status")]
public sealed record ApiKeyStatus(
    [property: Id(0)] string Fingerprint,
    [property: Id(1)] DateTimeOffset? ExpiresAt,
    [property: Id(2)] int? DaysLeft);
