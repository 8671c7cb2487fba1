using System.Text;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Host.Mapping;

namespace AtlassianAudit.Tests.Host;

public sealed class MapCommandLines
{
    [Fact]
    public async Task Each_line_is_mapped_in_order_and_what_cannot_be_is_reported_with_its_number()
    {
        var (all, output, errors) = await MapAsync("{\"id\":\"a\"}\n\nnonsense\r\n[]\n{\"id\":\"b\"}");
        Assert.False(all);
        Assert.Equal(["a", "b"], output.Select(line => System.Text.Json.JsonElement.Parse(line).GetProperty("event").GetProperty("id").GetString()));
        Assert.StartsWith("line 3: ", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("line 4: ", errors[1], StringComparison.Ordinal);
        Assert.Equal(2, errors.Length);
    }

    [Fact]
    public async Task A_bulk_body_has_action_lines()
    {
        var (all, output, _) = await MapAsync("{\"id\":\"a\"}\n", LineForm.Bulk);
        Assert.True(all);
        Assert.Equal(2, output.Length);
        Assert.Matches("""^\{"create":\{"_index":"logs-atlassian_cloud\.audit-default","_id":"[A-Za-z0-9_-]{22}"\}\}$""", output[0]);
    }

    [Fact]
    public async Task An_explanation_says_of_each_field_where_it_comes_from()
    {
        var (all, output, errors) = await MapAsync("""
            {"id":"a","attributes":{"action":"user_login","time":"2026-05-19T10:00:00Z","actor":{"id":"1:1"},"new":[1]}}
            nonsense
            """, LineForm.Explanation);
        Assert.False(all);
        Assert.StartsWith("line 2: ", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal("line 1", output[0]);
        Assert.Contains(output, line => Squeezed(line) == """event.id "a" id""");
        Assert.Contains(output, line => Squeezed(line) == """@timestamp "2026-05-19T10:00:00.000Z" attributes.time""");
        Assert.Contains(output, line => Squeezed(line) == """user.id "1:1" attributes.actor.id of a person""");
        Assert.Contains(output, line => Squeezed(line).StartsWith("""event.category ["authentication"] rule: """, StringComparison.Ordinal));
        Assert.Contains(output, line => Squeezed(line) == "atlassian_cloud.audit.unmapped.new [1] the event's own: no rule names it");
    }

    [Fact]
    public async Task A_line_that_comes_in_many_pieces_is_one_and_what_ends_it_is_none_of_its_bytes()
    {
        var (first, second) = ($$"""{"id":"a","x":"{{new string('x', 100_000)}}"}""", """{"id":"b"}""");
        var (all, output, _) = await MapAsync($"{first}\r\n{second}\r\n", context: new MappingContext { PreserveOriginal = true });
        Assert.True(all);
        Assert.Equal([first, second], output.Select(line => System.Text.Json.JsonElement.Parse(line).GetProperty("event").GetProperty("original").GetString()));
    }

    [Fact]
    public async Task A_mark_that_says_UTF_8_is_no_part_of_the_first_line()
    {
        var (all, output, _) = await MapAsync("\uFEFF{\"id\":\"a\"}\n{\"id\":\"b\"}");
        Assert.True(all);
        Assert.Equal(2, output.Length);
        Assert.True((await MapAsync("\n")).All);
    }

    [Theory]
    [InlineData("nonsense", "line 1: The event is no valid JSON, at byte 2: ")]
    [InlineData("""{"id":1,}""", "line 1: The event is no valid JSON, at byte 9: ")]
    public async Task What_is_no_JSON_is_shown_by_its_byte(string line, string said)
    {
        var error = Assert.Single((await MapAsync(line)).Errors);
        Assert.StartsWith(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error, StringComparison.Ordinal);
    }

    private static string Squeezed(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static async Task<(bool All, string[] Output, string[] Errors)> MapAsync(string input, LineForm form = LineForm.Document, MappingContext? context = null)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter();
        var all = await new MappedLines(context ?? new MappingContext(), form, TimeProvider.System)
            .WriteAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, errors, TestContext.Current.CancellationToken);
        return (all, Lines(Encoding.UTF8.GetString(output.ToArray())), Lines(errors.ToString()));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
