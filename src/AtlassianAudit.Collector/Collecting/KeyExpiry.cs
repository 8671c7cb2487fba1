using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>When an API key ends. Atlassian lets one live for a year at most, so one whose end nobody knows is taken to end a year after it was stored.</summary>
/// <param name="EndsAt">Known, or assumed.</param>
/// <param name="IsKnown">An operator said so.</param>
internal readonly record struct KeyExpiry(DateTimeOffset EndsAt, bool IsKnown)
{
    private const int LongestLifeDays = 365;

    /// <summary>Days before the end at which the log warns, once each.</summary>
    private static readonly int[] Warnings = [1, 7, 14, 30];

    public static KeyExpiry Of(OrganizationSettings settings, DateTimeOffset storedAt) =>
        settings.ApiKeyExpiresAt is { } known ? new(known, true) : new(storedAt.AddDays(LongestLifeDays), false);

    public int DaysLeft(DateTimeOffset now) => (int)Math.Floor((EndsAt - now).TotalDays);

    /// <summary>What the log says of its end, be it ahead or over.</summary>
    public string Course(DateTimeOffset now) => EndsAt > now ? $"ends in {DaysLeft(now)} days" : $"ended {(int)(now - EndsAt).TotalDays} days ago";

    /// <summary>The nearest warning that is due: 30, 14, 7 or 1; null = none yet.</summary>
    public int? Warning(DateTimeOffset now)
    {
        var left = EndsAt - now;
        foreach (var days in Warnings)
            if (left <= TimeSpan.FromDays(days))
                return days;
        return null;
    }

    /// <summary>What the metric counts it as.</summary>
    public string Bucket(DateTimeOffset now) => !IsKnown ? "unknown" : EndsAt <= now ? "expired" : Warning(now) is { } days ? $"{days}d" : "later";
}
