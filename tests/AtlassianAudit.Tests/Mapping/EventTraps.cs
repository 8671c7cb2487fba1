using System.Text;
using System.Text.Json;
using AtlassianAudit.Benchmarks.Fuzzing;
using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Tests.Mapping;

/// <summary>What real answers and bad luck hold in store: nothing is lost, and Elasticsearch takes the document.</summary>
public sealed class EventTraps : IAsyncLifetime
{
    private const string Unmapped = "atlassian_cloud/audit/unmapped";
    private AcceptedDocuments _elasticsearch = null!;

    public async ValueTask InitializeAsync() => _elasticsearch = await AcceptedDocuments.SetUpAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""{"a":1,"a":"marker-1"}""", """{"a":"marker-1"}""")]
    [InlineData("""{"a":1,"\u0061":"marker-1"}""", """{"\u0061":"marker-1"}""")]
    [InlineData("""{"a":"marker-1","a":null}""", """{"a":"marker-1"}""")]
    [InlineData("""{"x":{"y":[{"a":1,"a":2}]}}""", """{"x":{"y":[{"a":2}]}}""")]
    [InlineData("""{"\ud800":1,"\uD800":2}""", """{"\uD800":2}""")]
    public void Of_equal_names_the_last_value_counts_and_the_original_is_kept(string attributes, string mapped)
    {
        foreach (var place in new[] { "context/0/attributes", "actor/app/attributes", "actor/links" })
        {
            var json = InPlace(place, attributes);
            var document = Accepted(json);
            Assert.Equal(mapped, document.Text($"atlassian_cloud/audit/{place}"));
            AssertKept(json, document, "more than once");
        }
    }

    [Theory]
    [InlineData("""x-a\\b""")]
    [InlineData("""x+a\"b""")]
    [InlineData("""2026-05-19T10:00:00-0\u003100""")]
    public void A_time_that_is_none_costs_the_event_nothing_else(string time)
    {
        var document = Accepted($$"""{"id":"e1","attributes":{"action":"a","time":"{{time}}"} }""");
        Assert.Equal("e1", document.Text("event/id"));
        Assert.NotNull(document.Text("error/message"));
    }

    [Fact]
    public void Equal_names_of_the_event_itself_count_once()
    {
        const string Json = """{"id":"e1","id":"e2","attributes":{"action":"a","time":"2026-05-19T10:00:00Z","action":"b","new":1,"new":2}}""";
        var document = Accepted(Json);
        Assert.Equal("e2", document.Text("event/id"));
        Assert.Equal("b", document.Text("event/action"));
        Assert.Equal("2", document.Text($"{Unmapped}/new"));
        AssertKept(Json, document, "more than once");
    }

    [Fact]
    public void What_fits_is_copied_to_the_last_byte()
    {
        var deep = Deep(20);
        var document = Accepted(InPlace("context/0/attributes", deep));
        Assert.Equal(deep, document.Text("atlassian_cloud/audit/context/0/attributes"));
        var longest = new string('é', 16_300);
        document = Accepted(InPlace("context/0/attributes", $$"""{"x":"{{longest}}","n":[1e400,-0,123456789012345678901234567890],"a.b":{"\u0041":[]} }"""));
        Assert.Equal(longest, document.Text("atlassian_cloud/audit/context/0/attributes/x"));
        Assert.Equal("[1e400,-0,123456789012345678901234567890]", document.Text("atlassian_cloud/audit/context/0/attributes/n"));
        Assert.Null(document.At("error"));
        Assert.Null(document.At("event/original"));
    }

    [Theory]
    [InlineData("context/0/attributes")]
    [InlineData("container/0/links")]
    [InlineData("actor/app/attributes")]
    [InlineData("actor/links")]
    [InlineData("unmapped/new")]
    public void What_is_nested_too_deep_becomes_its_own_text(string place)
    {
        var json = InPlace(place, Deep(21));
        var document = Accepted(json);
        Assert.Contains("""{\"x\":\"bottom\"}""", document.Text($"atlassian_cloud/audit/{place}"), StringComparison.Ordinal);
        AssertKept(json, document, "one text");
        Accepted(InPlace(place, Deep(5000)));
        Accepted(InPlace(place, $$"""{"x":{{new string('[', 5000)}}{{new string(']', 5000)}} }"""));
    }

    [Theory]
    [InlineData("context/0/attributes")]
    [InlineData("container/0/links")]
    [InlineData("actor/app/attributes")]
    [InlineData("actor/links")]
    [InlineData("unmapped/new")]
    public void What_is_too_long_for_a_term_is_cut(string place)
    {
        foreach (var letter in new[] { "x", "é", "😀", "\\u00e9", "\\n" })
        {
            var json = InPlace(place, $$"""{"x":"{{string.Concat(Enumerable.Repeat(letter, 40_000))}}"}""");
            var document = Accepted(json);
            Assert.InRange(Encoding.UTF8.GetByteCount(document.Text($"atlassian_cloud/audit/{place}/x")!), 32_500, 32_766);
            AssertKept(json, document, "longer than Elasticsearch takes");
        }
    }

    [Theory]
    [InlineData("""{"":"marker-1"}""", """{"_":"marker-1"}""")]
    [InlineData("""{".":"marker-1"}""", """{"_.":"marker-1"}""")]
    [InlineData("""{"..":{"":"marker-1"}}""", """{"_..":{"_":"marker-1"}}""")]
    [InlineData("""{"a\u0000b":"marker-1"}""", """{"a\\0b":"marker-1"}""")]
    public void A_name_that_is_none_is_written_otherwise(string attributes, string mapped)
    {
        var json = InPlace("context/0/attributes", attributes);
        var document = Accepted(json);
        Assert.Equal(mapped, document.Text("atlassian_cloud/audit/context/0/attributes"));
        AssertKept(json, document, "written otherwise");
        document = Accepted(InPlace("unmapped/new", attributes));
        Assert.Equal(mapped, document.Text($"{Unmapped}/new"));
        Accepted($$"""{"id":"e1",{{attributes[1..]}}""");
    }

    [Fact]
    public void Names_and_numbers_without_end_are_shortened()
    {
        Accepted(InPlace("context/0/attributes", $$"""{"{{new string('n', 60_000)}}":{"{{new string('ü', 600)}}":{{new string('7', 1001)}} } }"""));
        Assert.Equal(new string('7', 1001), Accepted(InPlace("unmapped/new", new string('7', 1001))).Text($"{Unmapped}/new"));
        Accepted($$"""{"id":"e1","{{new string('n', 60_000)}}":true}""");
    }

    [Fact]
    public void Items_that_are_no_items_go_unmapped_and_the_others_stay()
    {
        var document = Accepted("""
            {"id":"e1","attributes":{"context":[
              "text",null,{"id":5,"type":true,"attributes":null},{"id":{"a":1},"type":["t"],"attributes":"none","links":[1],"new":{"b":2},"":3,"nothing":null},[{"id":"x"}],
              {"id":"u1","type":"users","attributes":{"name":"Cid"},"state":"new"}]}}
            """);
        Assert.Equal("""[null,{"id":5,"type":true,"attributes":null},{},{"id":"u1","type":"users","attributes":{"name":"Cid"}}]""", document.Text("atlassian_cloud/audit/context"));
        Assert.Equal("u1", document.Text("user/target/id"));
        var unmapped = document.At(Unmapped)!.Value;
        Assert.Equal(
            ["context.0", "context.3.id", "context.3.type", "context.3.attributes", "context.3.links", "context.3.new", "context.3._", "context.4", "context.5.state"],
            unmapped.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void More_items_than_Elasticsearch_nests_are_left_to_the_original()
    {
        var json = """{"id":"e1","attributes":{"context":[ITEMS],"container":[{}]}}""".Replace("ITEMS", string.Join(',', Enumerable.Range(0, 6000).Select(i => $$"""{"id":"u{{i}}","type":"users","attributes":{"name":"n{{i}}"} }""")), StringComparison.Ordinal);
        var document = Accepted(json);
        Assert.Equal(5000, document.At("atlassian_cloud/audit/context")!.Value.GetArrayLength());
        Assert.Equal(5000, document.Texts("related/user").Length);
        AssertKept(json, document, "5000 items");
    }

    [Theory]
    [InlineData("\"action\":5", "action")]
    [InlineData("\"time\":{}", "time")]
    [InlineData("\"processedAt\":[1]", "processedAt")]
    [InlineData("\"processedAt\":\"yesterday\"", "processedAt")]
    [InlineData("\"processedAt\":\"\\ud800\"", "processedAt")]
    [InlineData("\"context\":{}", "context")]
    [InlineData("\"container\":\"none\"", "container")]
    [InlineData("\"actor\":\"me\"", "actor")]
    [InlineData("\"actor\":{\"id\":5}", "actor.id")]
    [InlineData("\"actor\":{\"links\":[]}", "actor.links")]
    [InlineData("\"actor\":{\"auth\":true}", "actor.auth")]
    [InlineData("\"actor\":{\"app\":{\"attributes\":\"x\"}}", "actor.app.attributes")]
    [InlineData("\"actor\":{\"id\":\"app\",\"email\":\"no address\"}", "actor.email")]
    [InlineData("\"actor\":{\"id\":\"557058:bot\",\"email\":\"Atlassian app\"}", "actor.email")]
    [InlineData("\"actor\":{\"id\":\"app\",\"name\":\"Mine\",\"app\":{\"name\":\"Own\"}}", "actor.name")]
    [InlineData("\"actor\":{\"onBehalfOf\":[\"x\"]}", "actor.onBehalfOf")]
    [InlineData("\"location\":\"here\"", "location")]
    [InlineData("\"location\":{\"ip\":7}", "location.ip")]
    public void What_has_a_wrong_type_or_no_place_goes_unmapped(string attribute, string unmapped)
    {
        var document = Accepted($$"""{"id":"e1","attributes":{ {{attribute}} } }""");
        Assert.Equal([unmapped], document.At(Unmapped)!.Value.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void Two_ways_to_one_name_make_two_names()
    {
        var document = Accepted("""{"id":"e1","time":1,"attributes":{"time":"yesterday","links.next":2},"links.next":3,"links":{"next":4}}""");
        Assert.Equal("""{"time":1,"links.next":2,"links.next_3":3,"links.next_4":4,"attributes.time":"yesterday"}""", document.Text(Unmapped));
    }

    [Fact]
    public void Control_characters_stay_as_they_are_escaped()
    {
        const string Text = "\"\\u0000\\u0001\\u001f\\u007f\\u0085\\u2028\\n\\t\"";
        var document = Accepted($$"""{"id":"e1","message":{"content":{{Text}} },"attributes":{"actor":{"id":"1:1","name":{{Text}} },"context":[{"id":{{Text}},"attributes":{"a":{{Text}} } }]} }""");
        Assert.Equal(Text, document.At("message")!.Value.GetRawText());
        Assert.Equal(Text, document.At("user/name")!.Value.GetRawText());
        Assert.Equal(Text, document.At("atlassian_cloud/audit/context/0/attributes/a")!.Value.GetRawText());
    }

    [Theory]
    [InlineData((byte)0)]
    [InlineData((byte)9)]
    [InlineData((byte)10)]
    [InlineData((byte)13)]
    [InlineData((byte)0xC3)]
    public void A_bare_control_character_or_half_a_letter_in_a_text_rejects_the_event(byte bad)
    {
        byte[] json = [.. "{\"id\":\"e1\",\"message\":{\"content\":\"a"u8, bad, .. "b\"}}"u8];
        Assert.Equal("unreadable_event", Mapped.Lines(json).Result.Rejection!.ErrorType);
    }

    [Fact]
    public void A_message_of_a_million_bytes_is_kept_whole()
    {
        var message = string.Concat(Enumerable.Repeat("Grüße 😀 ", 80_000));
        var document = Accepted($$"""{"id":"e1","message":{"content":"{{message}}"},"attributes":{"time":"2026-05-19T10:00:00Z"} }""");
        Assert.Equal(message, document.Text("message"));
        Assert.Null(document.At("event/original"));
    }

    [Fact]
    public void Long_words_where_words_belong_are_kept_whole()
    {
        var word = new string('w', 40_000);
        var document = Accepted($$"""{"id":"{{word}}","attributes":{"action":"{{word}}","actor":{"id":"1:{{word}}"},"location":{"ip":"{{word}}"},"context":[{"id":"{{word}}"}]} }""");
        foreach (var field in new[] { "event/id", "event/action", "user/id", "source/address", "atlassian_cloud/audit/context/0/id" })
            Assert.EndsWith(word, document.Text(field), StringComparison.Ordinal);
        Assert.Null(document.At("event/original"));
    }

    [Fact]
    public void Long_times_and_addresses_that_are_none_are_cut_like_anything_unmapped()
    {
        var word = new string('w', 40_000);
        var json = $$"""{"id":"e1","type":"{{word}}","attributes":{"time":"{{word}}","processedAt":"{{word}}","actor":{"id":"app","email":"{{word}}"} } }""";
        AssertKept(json, Accepted(json), "longer than Elasticsearch takes");
    }

    [Theory]
    [InlineData("""{"id":"app","name":"WORD","app":{"name":"Own"}}""", $"{Unmapped}/actor.name")]
    [InlineData("""{"id":"1:1","name":"WORD"}""", "user/name")]
    public void A_long_name_that_may_have_no_place_is_cut_too(string actor, string place)
    {
        var json = $$"""{"id":"e1","attributes":{"time":"2026-05-19T10:00:00Z","actor":{{actor.Replace("WORD", new string('w', 40_000), StringComparison.Ordinal)}} } }""";
        var document = Accepted(json);
        Assert.InRange(document.Text(place)!.Length, 32_500, 32_766);
        AssertKept(json, document, "longer than Elasticsearch takes");
    }

    [Fact]
    public void Hostile_numbers_of_things_take_no_hostile_time()
    {
        var many = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"n{i}\":1"));
        Accepted($$"""{"id":"e1",{{string.Join(',', Enumerable.Repeat("\"x\":1", 50_000))}} }""");
        Accepted($$"""{"id":"e1",{{many}},"attributes":{ {{many}},"actor":{"app":{"attributes":{ {{many}} } } } } }""");
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(65, true)]
    public void An_object_of_many_names_is_looked_at_once(int names, bool isDoubtful)
    {
        var json = Encoding.UTF8.GetBytes(InPlace("context/0/attributes", $"{{{string.Join(',', Enumerable.Range(0, names).Select(i => $"\"name{i}\":{i}"))}}}"));
        Assert.True(new EventMapper(Mapped.Organization).TryRead(json, out var scanned, out var repairs, out _));
        Assert.Equal((isDoubtful, Repairs.None), (scanned.IsDoubtful, repairs));
    }

    [Fact]
    public void Equal_names_are_found_among_many()
    {
        foreach (var name in new[] { "name0", "name31", "name62" })
        {
            var json = InPlace("context/0/attributes", $"{{{string.Join(',', Enumerable.Range(0, 63).Select(i => $"\"name{i}\":{i}"))},\"{name}\":\"marker-1\"}}");
            AssertKept(json, Accepted(json), "more than once");
        }
    }

    [Fact]
    public void An_event_allocates_little_more_than_its_documents_id()
    {
        const int Events = 1000, Bytes = 100;
        var json = """{"id":"e1","attributes":{"time":"2026-05-19T10:00:00Z","actor":{"picture":"p"},"location":{"countryName":"Austria"},"context":[{"type":"users","attributes":{"name":"Bo"}}]}}"""u8.ToArray();
        var mapper = new EventMapper(Mapped.Organization);
        MapAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        MapAll();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Events * Bytes);

        void MapAll()
        {
            using var batch = new BatchWriter("logs-atlassian_cloud.audit-acme");
            for (var i = 0; i < Events; i++)
            {
                mapper.Map(json, Mapped.CollectedAt, batch);
                batch.Undo();
            }
        }
    }

    [Fact]
    public void Numbering_equal_names_takes_no_hostile_time()
    {
        const int Many = 5000;
        var taken = Enumerable.Range(Many + 3, Many).Select(i => $"\"x_{i}\":1");
        var json = Encoding.UTF8.GetBytes($$"""{"id":"e1",{{string.Join(',', taken.Concat(Enumerable.Repeat("\"x\":1", Many + 1)))}} }""");
        Mapped.Lines(json);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Mapped.Lines(json);

        // Each name that is tried and found taken is a text: the square of them would be a gigabyte.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void Mutated_events_are_mapped_without_loss_or_rejected_with_a_reason()
    {
        var run = new FuzzRun(_elasticsearch);
        var fields = _elasticsearch.Fields;
        for (var i = 0; i < 500; i++)
        {
            var seed = FuzzRun.SeedOf(1, i);
            var mutated = Mutation.Of(Mutation.Event(seed), seed);
            Assert.True(run.Check(mutated) is null, $"{run.Check(mutated)}\n{FuzzRun.Excerpt(mutated)}");
        }

        Assert.True(run.Counts.Count > 5);
        Assert.Equal(fields, _elasticsearch.Fields);
    }

    private static string Deep(int depth) => string.Concat(Enumerable.Repeat("{\"x\":", depth)) + "\"bottom\"" + new string('}', depth);

    /// <summary>An event that has a value where the document then has it.</summary>
    private static string InPlace(string place, string value) => "{\"id\":\"e1\",\"attributes\":{\"time\":\"2026-05-19T10:00:00Z\"," + place switch
    {
        "context/0/attributes" => $"\"context\":[{{\"attributes\":{value}}}]}}}}",
        "container/0/links" => $"\"container\":[{{\"links\":{value}}}]}}}}",
        "actor/app/attributes" => $"\"actor\":{{\"app\":{{\"attributes\":{value}}}}}}}}}",
        "actor/links" => $"\"actor\":{{\"links\":{value}}}}}}}",
        _ => $"\"new\":{value}}}}}",
    };

    private static void AssertKept(string json, JsonElement document, string reason)
    {
        Assert.Equal(json, document.Text("event/original"));
        Assert.Contains("preserve_original_event", document.Texts("tags"));
        Assert.Contains(reason, document.Text("error/message"), StringComparison.Ordinal);
    }

    private JsonElement Accepted(string json)
    {
        var (result, lines) = Mapped.Lines(Encoding.UTF8.GetBytes(json), Mapped.Organization with { Namespace = "fuzz" });
        Assert.Null(result.Rejection);
        Assert.Equal(3, lines.Length);
        Assert.Null(_elasticsearch.Refusal(Encoding.UTF8.GetBytes(lines[1])));
        Assert.Null(KeptValues.Lost(Encoding.UTF8.GetBytes(json), Encoding.UTF8.GetBytes(lines[1])));
        return JsonElement.Parse(lines[1]);
    }
}
