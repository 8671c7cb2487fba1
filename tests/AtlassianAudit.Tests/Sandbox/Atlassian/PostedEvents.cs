using System.Text.Json;

namespace AtlassianAudit.Tests.Sandbox.Atlassian;

public sealed class PostedEvents : AtlassianFixture
{
    [Fact]
    public async Task Lines_come_back_byte_by_byte_even_those_that_are_no_events()
    {
        Organization("one");
        string[] lines = ["42", "\"x\"", """{"no":"id"}""", """{ "id" : "a",  "n": 1.00, "u":"\u00e9é" }"""];
        using var accepted = await PostAsync("/_sandbox/organizations/one/events", string.Join('\n', lines) + "\n");
        Assert.Equal(200, (int)accepted.StatusCode);

        using var response = await StreamAsync("one");
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.StartsWith($$"""{"data":[{{string.Join(',', lines)}}],"links":""", text, StringComparison.Ordinal);
        Assert.Equal([null, null, null, "a"], Emulator.World.GeneratedIds("one").Select(generated => generated.Id));
    }

    [Fact]
    public async Task A_line_that_is_no_JSON_is_named_and_none_is_added()
    {
        Organization("one");
        using var refused = await PostAsync("/_sandbox/organizations/one/events", "1\n{oops\n");
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("Line 2", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Empty(Emulator.World.GeneratedIds("one"));
    }

    [Fact]
    public async Task An_event_processed_in_the_future_waits_and_one_of_the_past_goes_to_the_end()
    {
        Organization("one", events: 1);
        await AppendAsync("later", "2026-05-19T10:00:10Z");
        await AppendAsync("earlier", "2026-05-19T08:00:00Z");
        var first = await PageAsync("one");
        Assert.Equal("earlier", first.Ids[^1]);
        Assert.Equal(2, first.Ids.Count);

        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["later"], (await PageAsync("one", $"?cursor={first.Next}")).Ids);
    }

    [Fact]
    public async Task An_organization_is_made_through_the_door_and_watched_through_it()
    {
        using var made = await PostAsync("/_sandbox/organizations/one", """{"apiKey":"key-one","user":"admin","events":7,"from":"2026-05-19T08:00:00Z","to":"2026-05-19T09:00:00Z","fromFilters":"time"}""");
        using var changed = await PostAsync("/_sandbox/organizations/one", """{"eventsPerMinute":60}""");
        Assert.Equal((201, 200), ((int)made.StatusCode, (int)changed.StatusCode));
        var page = await PageAsync("one", "?from=0");

        using var generated = await GetAsync("/_sandbox/organizations/one/generated");
        var lines = (await generated.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(page.Ids, lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()));

        using var requests = await GetAsync("/_sandbox/organizations/one/requests");
        Assert.Equal("""[{"time":"2026-05-19T10:00:00.000Z","path":"/admin/v1/orgs/one/events-stream","query":"?from=0","status":200,"user":"admin","violation":false,"events":7}]""",
            await requests.Content.ReadAsStringAsync(Cancellation));
        using var summary = await GetAsync("/_sandbox/summary");
        Assert.Contains("\"generated\":7", await summary.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private async Task AppendAsync(string id, string processedAt)
    {
        using var response = await PostAsync("/_sandbox/organizations/one/events", $$$"""{"id":"{{{id}}}","attributes":{"processedAt":"{{{processedAt}}}"}}""");
        Assert.Equal(200, (int)response.StatusCode);
    }
}
