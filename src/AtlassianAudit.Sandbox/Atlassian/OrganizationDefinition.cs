namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>What an emulated organization is to be; for one that exists, what is left out stays as it is, and <see cref="Events"/> come on top.</summary>
internal sealed record OrganizationDefinition
{
    public string? ApiKey { get; init; }

    /// <summary>The administrator whose key it is and whose limit it draws on; by default the organization's own id.</summary>
    public string? User { get; init; }

    /// <summary>Historical events, spread between <see cref="From"/> and <see cref="To"/>; by default over the last hour.</summary>
    public int? Events { get; init; }

    public int? EventsPerMinute { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public FromFilter? FromFilters { get; init; }

    /// <summary>Everything that is wrong with it, in sentences.</summary>
    public IEnumerable<string> Errors(bool exists)
    {
        if (!exists && string.IsNullOrEmpty(ApiKey))
            yield return "apiKey is needed for a new organization.";
        if (Events is < 0 or > 10_000_000)
            yield return "events must be between 0 and 10000000.";
        if (EventsPerMinute is < 0 or > 1_000_000)
            yield return "eventsPerMinute must be between 0 and 1000000.";
        if (From is { } from && To is { } to && from > to)
            yield return "from must not be after to.";
    }
}

/// <summary>Which instant of an event the parameters <c>from</c> and <c>to</c> look at: Atlassian does not say.</summary>
internal enum FromFilter
{
    ProcessedAt,
    Time,
}
