namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// When an organization polls next. Each has a phase of its own within the interval, so that ten thousand organizations are a flat line, and stay
/// one after a restart.
/// </summary>
internal static class PollSchedule
{
    private static readonly TimeSpan RejectionProbe = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestRejectionProbe = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan FailureBackoff = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestHeldBackoff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestFailureBackoff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CatalogueBackoff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestCatalogueBackoff = TimeSpan.FromHours(1);

    /// <summary>The next time of this organization's phase, at least half an interval away, so that in the long run the gap is the interval.</summary>
    public static DateTimeOffset NextPoll(DateTimeOffset now, TimeSpan interval, string organizationId)
    {
        var phase = (long)(Fraction(organizationId) * interval.Ticks);
        var earliest = now.UtcTicks + (interval.Ticks / 2);
        var rounds = (earliest - phase + interval.Ticks - 1) / interval.Ticks;
        return new DateTimeOffset(phase + (rounds * interval.Ticks), TimeSpan.Zero);
    }

    /// <summary>How long an organization waits after its activation: a twentieth of its interval at most, so that a restart of thousands is no burst; the pace of their users spreads them further.</summary>
    public static TimeSpan AfterActivation(TimeSpan interval, string organizationId) =>
        TimeSpan.FromTicks((long)(Fraction(organizationId) * interval.Ticks / 20));

    /// <summary>How long to wait after the <paramref name="attempt"/>th (from 1) refusal of a key in a row: a rejected key is probed, never hammered.</summary>
    public static TimeSpan AfterRejection(int attempt, double jitter) => Doubling.Wait(RejectionProbe, LongestRejectionProbe, attempt, jitter);

    /// <summary>How long to wait after the <paramref name="attempt"/>th (from 1) failure in a row.</summary>
    public static TimeSpan AfterFailure(int attempt, double jitter) => Doubling.Wait(FailureBackoff, LongestFailureBackoff, attempt, jitter);

    /// <summary>
    /// How long to wait after the <paramref name="attempt"/>th (from 1) page in a row that Elasticsearch did not take: each costs a request that organizations of
    /// the same user with other destinations could use.
    /// </summary>
    public static TimeSpan AfterHeld(int attempt, double jitter) => Doubling.Wait(FailureBackoff, LongestHeldBackoff, attempt, jitter);

    /// <summary>How long to wait after the <paramref name="attempt"/>th (from 1) failure in a row to read an action catalogue, which delays names and no event.</summary>
    public static TimeSpan AfterCatalogueFailure(int attempt, double jitter) => Doubling.Wait(CatalogueBackoff, LongestCatalogueBackoff, attempt, jitter);

    /// <summary>A number from 0 to 1 that is the organization's own on every silo (FNV-1a; <see cref="string.GetHashCode()"/> differs per process).</summary>
    private static double Fraction(string organizationId)
    {
        var hash = 14695981039346656037ul;
        foreach (var c in organizationId)
            hash = (hash ^ c) * 1099511628211ul;
        return (hash >> 11) / (double)(1ul << 53);
    }
}
