using System.Globalization;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>The limit headers; on a 429 in the changing shapes that real answers have.</summary>
internal sealed class RateHeaders
{
    private int _refused;

    public static void Permit(IHeaderDictionary headers, RateVerdict verdict)
    {
        headers["X-RateLimit-Limit"] = verdict.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = Math.Max(0, verdict.Remaining).ToString(CultureInfo.InvariantCulture);
    }

    public void Refuse(IHeaderDictionary headers, RateVerdict verdict, DateTimeOffset now)
    {
        Permit(headers, verdict with { Remaining = 0 });
        var number = Interlocked.Increment(ref _refused);

        // Rounded up: a client that comes back at the time it was told must be let in.
        headers["X-RateLimit-Reset"] = number % 2 == 1
            ? RoundUp(verdict.Reset, TimeSpan.FromMinutes(1)).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture)
            : RoundUp(verdict.Reset, TimeSpan.FromSeconds(1)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (number % 3 == 0)
            headers.RetryAfter = Math.Max(1, Math.Ceiling((verdict.Reset - now).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    private static DateTimeOffset RoundUp(DateTimeOffset instant, TimeSpan unit) =>
        new((instant.UtcTicks + unit.Ticks - 1) / unit.Ticks * unit.Ticks, TimeSpan.Zero);
}
