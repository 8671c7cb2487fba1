namespace AtlassianAudit.Tests.Sandbox.Atlassian;

public sealed class EventStreamPaging : AtlassianFixture
{
    [Fact]
    public async Task Every_event_of_the_history_comes_exactly_once()
    {
        Organization("one", events: 1234);
        var seen = new List<string>();
        var page = await PageAsync("one", "?from=0&limit=500");
        while (page.Ids.Count > 0)
        {
            seen.AddRange(page.Ids);
            page = await PageAsync("one", $"?cursor={page.Next}&limit=500");
        }

        Assert.Equal(Emulator.World.GeneratedIds("one").Select(generated => generated.Id), seen);
        Assert.Equal(1234, seen.Distinct().Count());
    }

    [Fact]
    public async Task The_cursor_of_the_last_page_answers_the_empty_envelope_and_later_what_is_new()
    {
        Organization("one", events: 3, eventsPerMinute: 60);
        var last = await PageAsync("one", "?from=0");
        Assert.NotNull(last.Next);

        var empty = await PageAsync("one", $"?cursor={last.Next}");
        Assert.Equal("""{"data":[],"links":{},"meta":{"next":null,"prev":null,"current":null,"page_size":200,"start_index":null,"end_index":null,"total":0}}""", empty.Text);

        Clock.Advance(TimeSpan.FromSeconds(5));
        var live = await PageAsync("one", $"?cursor={last.Next}");
        Assert.Equal(5, live.Ids.Count);
        Assert.Equal(Emulator.World.GeneratedIds("one").Skip(3).Select(generated => generated.Id), live.Ids);
    }

    [Fact]
    public async Task Descending_pages_end_at_the_oldest_event()
    {
        Organization("one", events: 5);
        var first = await PageAsync("one", "?sortOrder=desc&limit=3");
        var second = await PageAsync("one", $"?cursor={first.Next}&limit=3");
        var third = await PageAsync("one", $"?cursor={second.Next}&limit=3");

        Assert.Equal(Emulator.World.GeneratedIds("one").Reverse().Select(generated => generated.Id), first.Ids.Concat(second.Ids));
        Assert.Empty(third.Ids);
    }

    [Fact]
    public async Task From_includes_its_own_instant_and_to_bounds_every_page()
    {
        Organization("one", events: 60);
        var generated = Emulator.World.GeneratedIds("one");
        var (from, to) = (generated[10].ProcessedAt.ToUnixTimeMilliseconds(), generated[19].ProcessedAt.ToUnixTimeMilliseconds());

        var first = await PageAsync("one", $"?from={from}&to={to}&limit=6");
        var second = await PageAsync("one", $"?cursor={first.Next}&limit=6");
        var third = await PageAsync("one", $"?cursor={second.Next}&limit=6");

        Assert.Equal(generated.Skip(10).Take(10).Select(item => item.Id), first.Ids.Concat(second.Ids));
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task A_late_event_comes_on_a_cursor_even_where_from_looks_at_the_time()
    {
        Organization("one", filter: AtlassianAudit.Sandbox.Atlassian.FromFilter.Time);
        var from = Clock.GetUtcNow().AddMinutes(-10).ToUnixTimeMilliseconds();
        Emulator.World.AppendEvents("one",
        [
            """{"id":"old","attributes":{"time":"2026-05-19T09:00:00Z"}}"""u8.ToArray(),
            """{"id":"new","attributes":{"time":"2026-05-19T09:59:00Z"}}"""u8.ToArray(),
        ]);
        var first = await PageAsync("one", $"?from={from}");
        Assert.Equal(["new"], first.Ids);

        Clock.Advance(TimeSpan.FromSeconds(1));
        Emulator.World.AppendEvents("one", ["""{"id":"late","attributes":{"time":"2026-05-19T09:00:00Z"}}"""u8.ToArray()]);
        Assert.Equal(["late"], (await PageAsync("one", $"?cursor={first.Next}")).Ids);
    }

    [Fact]
    public async Task A_cursor_outlives_the_process_where_the_history_is_the_same()
    {
        Organization("one", events: 10);
        var first = await PageAsync("one", "?limit=4");
        await using var restarted = await AtlassianAudit.Sandbox.Atlassian.AtlassianEmulator.StartAsync(0, Clock, Cancellation);
        restarted.World.AddOrganization("one", new() { ApiKey = "key-one", Events = 10 });

        var query = new AtlassianAudit.Sandbox.Atlassian.EventQuery(first.Next, null, null, 500, Descending: false);
        var rest = restarted.World.Find("one")!.Read(query)!.Events.Select(item => item.Id!);

        Assert.Equal(Emulator.World.GeneratedIds("one").Select(generated => generated.Id), first.Ids.Concat(rest));
    }

    [Theory]
    [InlineData("?limit=501", 400, "ADMIN-400-2")]
    [InlineData("?from=yesterday", 400, "ADMIN-400-3")]
    [InlineData("?cursor=bogus", 400, "ADMIN-400-1")]
    public async Task A_wrong_parameter_is_refused_with_its_code(string query, int status, string code)
    {
        Organization("one", events: 1);
        using var response = await StreamAsync("one", query);
        Assert.Equal((status, code), ((int)response.StatusCode, await CodeAsync(response)));
    }

    [Fact]
    public async Task Each_organization_answers_to_its_own_key_only()
    {
        Organization("one");
        Organization("two");
        const string Path = "/admin/v1/orgs/one/events-stream";
        using var wrong = await GetAsync(Path, "key-of-nobody");
        using var foreign = await GetAsync(Path, "key-two");
        using var unknown = await GetAsync("/admin/v1/orgs/three/events-stream", "key-two");

        Assert.Equal((401, "ADMIN-403-3", "ADMIN-404-2"), ((int)wrong.StatusCode, await CodeAsync(foreign), await CodeAsync(unknown)));
    }
}
