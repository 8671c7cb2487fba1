using System.Globalization;
using System.Net.Http.Headers;
using AtlassianAudit.Contracts.ApiUsers;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>
/// What the headers of a 429 say. Of the three that name a time the latest counts, so that none is asked too early; where none names a time ahead, the
/// next minute plus jitter. <see href="https://developer.atlassian.com/cloud/admin/rate-limiting/"/>
/// </summary>
internal static class RateLimitHeaders
{
    private const string PathLimit = "50";
    private static readonly TimeSpan LongestJitter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly string[] ResetFormats = ["yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <param name="jitter">0 to 1.</param>
    public static DateTimeOffset RetryAt(HttpResponseHeaders headers, DateTimeOffset now, double jitter)
    {
        DateTimeOffset?[] named =
        [
            headers.RetryAfter?.Delta is { } delta ? After(now, delta) : headers.RetryAfter?.Date,
            double.TryParse(Value(headers, "X-Retry-After"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0
                ? After(now, TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds)))
                : null,
            DateTimeOffset.TryParseExact(
                Value(headers, "X-RateLimit-Reset"), ResetFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var reset)
                ? reset
                : null,
        ];
        return named.Max() is { } latest && latest > now ? After(now, latest - now) : NextMinute(now) + (LongestJitter * jitter);
    }

    /// <summary>The path's own limit is told by its number; anything else moves the user, which is the safe reading.</summary>
    public static ThrottleScope Scope(HttpResponseHeaders headers) =>
        Value(headers, "X-RateLimit-Limit") == PathLimit ? ThrottleScope.Path : ThrottleScope.User;

    private static DateTimeOffset After(DateTimeOffset now, TimeSpan wait) => now + (wait < Longest ? wait : Longest);

    private static DateTimeOffset NextMinute(DateTimeOffset now) =>
        new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute) + TimeSpan.TicksPerMinute, TimeSpan.Zero);

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First().Trim() : null;
}
