using System.Buffers;
using System.Text;
using System.Text.Json;
using AtlassianAudit.Collector.Atlassian;

namespace AtlassianAudit.Tests.Atlassian;

public sealed class PageReading
{
    private static AuditPage Parse(string body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(body.Length * 3);
        return AuditPage.Parse(buffer, Encoding.UTF8.GetBytes(body, buffer));
    }

    [Theory]
    [InlineData("""{"data":[],"meta":{"next":"c"}}""", "c")]
    [InlineData("""{"meta":{"page_size":5,"next":"c","prev":null},"data":[]}""", "c")]
    [InlineData("""{"data":[],"meta":{"next":""}}""", "")]
    [InlineData("""{"data":[],"meta":{"next":null}}""", null)]
    [InlineData("""{"data":[],"meta":{"next":{"a":1}}}""", null)]
    [InlineData("""{"data":[],"meta":null}""", null)]
    [InlineData("""{"data":[]}""", null)]
    public void The_next_cursor_is_taken_where_it_is_a_string(string body, string? next)
    {
        using var page = Parse(body);
        Assert.Equal(next, page.Next);
    }

    [Fact]
    public void Events_are_the_bytes_as_they_came_whatever_they_are()
    {
        using var page = Parse("""{"links":{"self":[{}]},"data":[ {"id": "a" } ,5,null,["x"],"s",{"id":"b","d":[{}]}],"meta":{}}""");
        Assert.Equal(["{\"id\": \"a\" }", "5", "null", "[\"x\"]", "\"s\"", "{\"id\":\"b\",\"d\":[{}]}"],
            Enumerable.Range(0, page.Count).Select(i => Encoding.UTF8.GetString(page.Event(i))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":[{"id":"a"}""")]
    [InlineData("""{"data":[{"id":"a"}],"meta":{"next":"c" """)]
    [InlineData("""{"data":[{"id":"a"}],"meta":{"next":"c"}} x""")]
    [InlineData("""{"data":[{"id":"a""")]
    [InlineData("""{"data":[{"id":"a"} """)]
    [InlineData("""{"data":[{"id":"a"},""")]
    [InlineData("""{"data":[{"id":"a"},]}""")]
    [InlineData("""{"data":[,5]}""")]
    [InlineData("""{"data":[{"id":"a"}{"id":"b"}]}""")]
    [InlineData("""{"data":[5 5]}""")]
    [InlineData("""{"data":[{"id":"a"}}]}""")]
    [InlineData("""{"data":["a\"]}""")]
    public void Half_a_body_or_something_else_is_no_page(string body) => Assert.ThrowsAny<JsonException>(() => Parse(body));

    [Theory]
    [InlineData("{\"id\":\"a\tb\"}")]
    [InlineData("{\"id\":\"a\0b\"}")]
    [InlineData("{\"id\":\"a\r\nb\"}")]
    [InlineData("""{"id":"a\xb"}""")]
    [InlineData("""{"id":NaN,"x":01}""")]
    [InlineData("""{"id" "a",}""")]
    [InlineData("""{"id":[}}""")]
    [InlineData("nonsense")]
    public void An_event_that_is_no_JSON_is_cut_out_like_any_other(string bad)
    {
        using var page = Parse($$"""{"data":[{"id":"a"}, {{bad}} ,{"id":"b"}],"meta":{"next":"c"} }""");
        Assert.Equal(["{\"id\":\"a\"}", bad, "{\"id\":\"b\"}"], Enumerable.Range(0, page.Count).Select(i => Encoding.UTF8.GetString(page.Event(i))));
        Assert.Equal("c", page.Next);
    }

    [Fact]
    public void Of_two_arrays_the_last_one_counts()
    {
        using var page = Parse("""{"data":[{"id":"a"}],"meta":{"next":"c"},"data":[{"id":"b"}, 5 ],"links":{} }""");
        Assert.Equal(["{\"id\":\"b\"}", "5"], Enumerable.Range(0, page.Count).Select(i => Encoding.UTF8.GetString(page.Event(i))));
        Assert.Equal("c", page.Next);
    }

    [Fact]
    public void Quotes_and_brackets_within_texts_cut_nothing()
    {
        string[] events = ["""{"a":"}]\"{[\\","]":{"b":["{","[",",",[[]]]} }""", "\",]\"", "\"\\\\\""];
        using var page = Parse($$"""{"data":[{{string.Join(',', events)}}]}""");
        Assert.Equal(events, Enumerable.Range(0, page.Count).Select(i => Encoding.UTF8.GetString(page.Event(i))));
    }

    /// <summary>Texts, escapes and brackets at every place of a block of 64 bytes, and across two.</summary>
    [Fact]
    public void An_event_ends_where_the_reader_says_wherever_it_stands()
    {
        var dice = new Random(1);
        string[] pieces = ["a", "é", "{", "}", "[", "]", ",", ":", "\\\\", "\\\"", "\\u0022", "\\n", " "];
        for (var i = 0; i < 5000; i++)
        {
            string Text() => $"\"{string.Concat(Enumerable.Range(0, dice.Next(90)).Select(_ => pieces[dice.Next(pieces.Length)]))}\"";
            string[] events = [.. Enumerable.Range(0, dice.Next(4)).Select(_ => $$"""{{{Text()}}:[{{Text()}},{},[[{{Text()}}]] ],"x":{"y":{{Text()}} } }""")];
            using var page = Parse($$"""{"data":[{{string.Join(',', events)}}]}""");
            Assert.Equal(events, Enumerable.Range(0, page.Count).Select(place => Encoding.UTF8.GetString(page.Event(place))));
        }
    }
}
