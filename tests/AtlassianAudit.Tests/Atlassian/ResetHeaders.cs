using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Contracts.ApiUsers;

namespace AtlassianAudit.Tests.Atlassian;

public sealed class ResetHeaders
{
    private static readonly DateTimeOffset Now = new(2026, 5, 19, 10, 3, 20, TimeSpan.Zero);

    [Theory]
    [InlineData("Retry-After", "17", 17)]
    [InlineData("Retry-After", "Tue, 19 May 2026 10:04:00 GMT", 40)]
    [InlineData("X-Retry-After", "17", 17)]
    [InlineData("X-Retry-After", "1.5", 1.5)]
    [InlineData("X-RateLimit-Reset", "2026-05-19T10:04Z", 40)]
    [InlineData("X-RateLimit-Reset", "2026-05-19T10:03:37Z", 17)]
    [InlineData("X-RateLimit-Reset", "2026-05-19T10:03:37.5Z", 17.5)]
    [InlineData("X-RateLimit-Reset", "2026-05-19T10:03Z", 40)]
    [InlineData("X-RateLimit-Reset", "soon", 40)]
    [InlineData("Retry-After", "nonsense", 40)]
    [InlineData("X-Other", "1", 40)]
    [InlineData("Retry-After", "999999999", 86_400)]
    [InlineData("Retry-After", "Tue, 19 May 2099 10:04:00 GMT", 86_400)]
    [InlineData("X-RateLimit-Reset", "2099-05-19T10:04Z", 86_400)]
    public void Whichever_is_present_is_honoured_else_the_next_minute(string header, string value, double seconds)
    {
        using var answer = new HttpResponseMessage();
        answer.Headers.TryAddWithoutValidation(header, value);
        Assert.Equal(Now.AddSeconds(seconds), RateLimitHeaders.RetryAt(answer.Headers, Now, jitter: 0));
    }

    [Fact]
    public void Of_several_the_latest_counts()
    {
        using var answer = new HttpResponseMessage();
        answer.Headers.TryAddWithoutValidation("Retry-After", "5");
        answer.Headers.TryAddWithoutValidation("X-RateLimit-Reset", "2026-05-19T10:05Z");
        Assert.Equal(Now.AddSeconds(100), RateLimitHeaders.RetryAt(answer.Headers, Now, jitter: 0));
    }

    [Theory]
    [InlineData("50", ThrottleScope.Path)]
    [InlineData("60", ThrottleScope.User)]
    [InlineData(null, ThrottleScope.User)]
    public void Only_the_paths_own_limit_moves_the_path_alone(string? limit, ThrottleScope scope)
    {
        using var answer = new HttpResponseMessage();
        if (limit is not null)
            answer.Headers.TryAddWithoutValidation("X-RateLimit-Limit", limit);
        Assert.Equal(scope, RateLimitHeaders.Scope(answer.Headers));
    }
}
