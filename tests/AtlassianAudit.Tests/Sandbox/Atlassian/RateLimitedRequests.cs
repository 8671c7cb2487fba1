using System.Globalization;

namespace AtlassianAudit.Tests.Sandbox.Atlassian;

public sealed class RateLimitedRequests : AtlassianFixture
{
    [Fact]
    public async Task A_path_takes_50_requests_in_any_60_seconds()
    {
        Organization("one");
        Assert.Equal(25, await PermittedAsync("one", 25));
        Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(25, await PermittedAsync("one", 26));

        Clock.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal(0, await PermittedAsync("one", 1));
        Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(25, await PermittedAsync("one", 26));
        Assert.Equal(3, Emulator.World.LimitViolations.ByOrganization["one"]);
    }

    [Fact]
    public async Task A_user_takes_60_requests_over_all_organizations_whatever_their_answer()
    {
        Organization("one", user: "admin");
        Organization("two", user: "admin");
        Assert.Equal(30, await PermittedAsync("one", 30));
        for (var n = 0; n < 10; n++)
            (await GetAsync("/admin/v1/orgs/two/event-actions", "key-two")).Dispose();
        for (var n = 0; n < 10; n++)
            (await StreamAsync("two", "?limit=0")).Dispose();
        Assert.Equal(10, await PermittedAsync("two", 10));

        using var refused = await StreamAsync("two");
        Assert.Equal((429, "ADMIN-429-1"), ((int)refused.StatusCode, await CodeAsync(refused)));
        Assert.Equal(("60", "0"), (Header(refused, "X-RateLimit-Limit"), Header(refused, "X-RateLimit-Remaining")));
        Assert.Equal(1, Emulator.World.LimitViolations.ByUser["admin"]);
    }

    [Fact]
    public async Task A_refusal_says_in_changing_shapes_when_to_come_back()
    {
        Organization("one");
        Clock.Advance(TimeSpan.FromSeconds(4));
        await PermittedAsync("one", 50);
        using var first = await StreamAsync("one");
        using var second = await StreamAsync("one");
        using var third = await StreamAsync("one");

        Assert.Equal("2026-05-19T10:02Z", Header(first, "X-RateLimit-Reset"));
        Assert.Equal("2026-05-19T10:01:04Z", Header(second, "X-RateLimit-Reset"));
        Assert.Equal("60", Header(third, "Retry-After"));
        Assert.Equal(3, Emulator.World.Requests("one").Count(request => request is { Violation: true, Status: 429 }));
    }

    [Fact]
    public async Task Ordinary_answers_say_what_remains()
    {
        Organization("one");
        (await StreamAsync("one")).Dispose();
        using var second = await StreamAsync("one");
        Assert.Equal(("50", "48"), (Header(second, "X-RateLimit-Limit"), Header(second, "X-RateLimit-Remaining")));
    }

    private async Task<int> PermittedAsync(string id, int requests)
    {
        var permitted = 0;
        for (var n = 0; n < requests; n++)
        {
            using var response = await StreamAsync(id);
            permitted += response.IsSuccessStatusCode ? 1 : 0;
        }

        return permitted;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values).ToString(CultureInfo.InvariantCulture) : null;
}
