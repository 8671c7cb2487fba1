namespace AtlassianAudit.Tests.Sandbox.Atlassian;

public sealed class FaultyAnswers : AtlassianFixture
{
    [Theory]
    [InlineData("429", 429, "ADMIN-429-1")]
    [InlineData("401", 401, "ADMIN-401-1")]
    [InlineData("403", 403, "ADMIN-403-3")]
    [InlineData("entitlement", 403, "Audit Log Entitlement validation failed")]
    [InlineData("500", 500, "ADMIN-500-1")]
    [InlineData("garbage", 200, "<html>")]
    public async Task A_fault_answers_as_often_as_it_was_asked_for(string kind, int status, string contained)
    {
        Organization("one", events: 1);
        Organization("two");
        using var accepted = await PostAsync("/_sandbox/faults", $$"""{"organizationId":"one","kind":"{{kind}}","count":2}""");
        Assert.Equal(204, (int)accepted.StatusCode);

        await PageAsync("two");
        for (var n = 0; n < 2; n++)
        {
            using var response = await StreamAsync("one");
            Assert.Equal(status, (int)response.StatusCode);
            Assert.Contains(contained, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        Assert.Single((await PageAsync("one")).Ids);
        Assert.Equal(2, Emulator.World.Faults.Fired()[kind]);
        Assert.Equal(0, Emulator.World.LimitViolations.Total);
    }

    [Fact]
    public async Task An_expired_cursor_is_refused_once_and_only_where_one_is_sent()
    {
        Organization("one", events: 2);
        Emulator.World.AddFault(AtlassianAudit.Sandbox.Atlassian.Fault.CursorExpired);
        var first = await PageAsync("one", "?from=0&limit=1");

        using var refused = await StreamAsync("one", $"?cursor={first.Next}");
        Assert.Equal((400, "ADMIN-400-1"), ((int)refused.StatusCode, await CodeAsync(refused)));
        Assert.Single((await PageAsync("one", $"?cursor={first.Next}")).Ids);
    }

    [Fact]
    public async Task A_null_next_waits_for_a_page_that_holds_events()
    {
        Organization("one");
        Emulator.World.AddFault(AtlassianAudit.Sandbox.Atlassian.Fault.NullNext);
        await PageAsync("one");
        Assert.Empty(Emulator.World.Faults.Fired());

        Organization("one", events: 1);
        var page = await PageAsync("one");
        Assert.Equal((1, null), (page.Ids.Count, page.Next));
        Assert.NotNull((await PageAsync("one")).Next);
    }

    [Fact]
    public async Task A_truncated_answer_breaks_off_in_its_body()
    {
        Organization("one", events: 50);
        Emulator.World.AddFault(AtlassianAudit.Sandbox.Atlassian.Fault.Truncated);
        await Assert.ThrowsAnyAsync<Exception>(() => StreamAsync("one"));
        Assert.Equal(50, (await PageAsync("one")).Ids.Count);
    }

    [Fact]
    public async Task A_slow_answer_waits_for_the_clock()
    {
        Organization("one", events: 1);
        Emulator.World.AddFault(AtlassianAudit.Sandbox.Atlassian.Fault.Slow);
        var slow = PageAsync("one");
        while (Emulator.World.Faults.Fired().Count == 0)
            await Task.Yield();
        Assert.False(slow.IsCompleted);

        // The timer starts a moment after the fault is taken, so the clock is moved until the answer is there.
        while (!slow.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Single((await slow).Ids);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_slow_answer()
    {
        Organization("one", events: 1);
        Emulator.World.AddFault(AtlassianAudit.Sandbox.Atlassian.Fault.Slow);
        var slow = StreamAsync("one");
        while (Emulator.World.Faults.Fired().Count == 0)
            await Task.Yield();

        await Emulator.DisposeAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => slow);
    }

    [Fact]
    public async Task An_unknown_kind_is_refused_with_the_names_of_the_known_ones()
    {
        using var response = await PostAsync("/_sandbox/faults", """{"kind":"flood"}""");
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("cursor-expired", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
