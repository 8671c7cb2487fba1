using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Management.Api;

/// <summary>What a POST says about the window of a job.</summary>
internal sealed record HistoryBody
{
    public DateTimeOffset? From { get; set; }

    /// <summary>Absent = as far as the live tail has come.</summary>
    public DateTimeOffset? To { get; set; }

    public void Check(BodyErrors errors, DateTimeOffset now)
    {
        errors.Check(From is not null, "from", "is needed: the begin of the window, such as 2026-05-19T10:00:00Z");
        errors.Check(From is null || From >= now.AddDays(-AtlassianRetention.Days), "from", $"must be within the last {AtlassianRetention.Days} days: Atlassian keeps no more");
        errors.Check(From is null || From < now, "from", "must be in the past");
        errors.Check(From is null || To is null || From < To, "to", "must be behind from");
    }
}
