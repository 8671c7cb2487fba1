using System.Text;
using System.Text.Json;
using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Tests.Mapping;

public sealed class EventDocuments
{
    [Theory]
    [InlineData("2026-05-19T10:10:00Z", "2026-05-19T10:10:00.000Z")]
    [InlineData("2026-05-19T10:10:00.123Z", "2026-05-19T10:10:00.123Z")]
    [InlineData("2026-05-19T10:10:00.123456Z", "2026-05-19T10:10:00.123Z")]
    [InlineData("2026-05-19T12:10:00+02:00", "2026-05-19T10:10:00.000Z")]
    [InlineData("2026-05-19T10:10:00", "2026-05-19T10:10:00.000Z")]
    [InlineData("2026-05-19T10:10:00\\u002e123Z", "2026-05-19T10:10:00.123Z")]
    [InlineData("2026-05-19T10:10Z", "2026-05-19T10:10:00.000Z")]
    [InlineData("2026-05-19T12:10:00\\u002b02:00", "2026-05-19T10:10:00.000Z")]
    [InlineData("2026-05-19\\u005408:10:00.5-02:00", "2026-05-19T10:10:00.500Z")]
    [InlineData("2026-05-19T10:10:00.123+0000", "2026-05-19T10:10:00.123Z")]
    [InlineData("2026-05-19T05:10:00-0500", "2026-05-19T10:10:00.000Z")]
    public void Times_are_written_in_UTC_with_milliseconds(string time, string expected)
    {
        var document = Mapped.Document($$"""{"id":"e1","attributes":{"time":"{{time}}","processedAt":"{{time}}" } }""");
        Assert.Equal(expected, document.Text("@timestamp"));
        Assert.Equal(expected, document.Text("event/created"));
        Assert.Null(document.At("error"));
    }

    [Theory]
    [InlineData("""{"id":"e1","attributes":{"time":"yesterday","processedAt":"2026-05-19T10:10:00Z"}}""", "2026-05-19T10:10:00.000Z", "no time")]
    [InlineData("""{"id":"e1","attributes":{"time":"2026-13-45T10:00:00.000Z"}}""", "2026-05-19T12:00:00.000Z", "no time")]
    [InlineData("""{"id":"e1","attributes":{"time":"2026-05-19T24:00:00.000Z"}}""", "2026-05-19T12:00:00.000Z", "no time")]
    [InlineData("""{"id":"e1","attributes":{"time":17,"processedAt":null}}""", "2026-05-19T12:00:00.000Z", "no time")]
    [InlineData("""{"id":"e1","attributes":{"time":{"x":1}}}""", "2026-05-19T12:00:00.000Z", "no time")]
    [InlineData("""{"id":"e1","attributes":{"time":null}}""", "2026-05-19T12:00:00.000Z", "absent")]
    [InlineData("""{"id":"e1","attributes":{"time":""}}""", "2026-05-19T12:00:00.000Z", "absent")]
    [InlineData("""{"id":"e1","time":17,"attributes":null}""", "2026-05-19T12:00:00.000Z", "absent")]
    [InlineData("""{"id":"e1"}""", "2026-05-19T12:00:00.000Z", "absent")]
    public void An_unreadable_time_gives_way_to_processedAt_and_then_to_the_time_of_collection(string json, string expected, string problem)
    {
        var document = Mapped.Document(json);
        Assert.Equal(expected, document.Text("@timestamp"));
        Assert.StartsWith($"attributes.time is {problem};", document.Text("error/message"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unreadable_time_is_kept() =>
        Assert.Equal("yesterday", Mapped.Document("""{"id":"e1","attributes":{"time":"yesterday"}}""").Text("atlassian_cloud/audit/unmapped/time"));

    [Theory]
    [InlineData("203.0.113.5", "203.0.113.5", null, null)]
    [InlineData("203.0.113.5:443", "203.0.113.5", null, "443")]
    [InlineData("[2001:db8::1]:443", "2001:db8::1", null, "443")]
    [InlineData("[2001:db8::1]", "2001:db8::1", null, null)]
    [InlineData("2001:db8::1", "2001:db8::1", null, null)]
    [InlineData("::ffff:203.0.113.5", "::ffff:203.0.113.5", null, null)]
    [InlineData("00.00.00.00", null, "00.00.00.00", null)]
    [InlineData("fe80::1%eth0", null, "fe80::1%eth0", null)]
    [InlineData("[fe80::1%eth0]:443", null, "[fe80::1%eth0]:443", null)]
    [InlineData("[2001:db8::1]:0x50", null, "[2001:db8::1]:0x50", null)]
    [InlineData("[2001:db8::1", null, "[2001:db8::1", null)]
    [InlineData("2001:db8::1/64", null, "2001:db8::1/64", null)]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:DB8:0:0:0:0:0:1", null, null)]
    [InlineData("2001:db8:1:2:3:4:5:6:7", null, "2001:db8:1:2:3:4:5:6:7", null)]
    [InlineData("2001:db8:1:2:3:4:5", null, "2001:db8:1:2:3:4:5", null)]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7::", null, null)]
    [InlineData("1:2:3:4::5:6:7:8", null, "1:2:3:4::5:6:7:8", null)]
    [InlineData("::", "::", null, null)]
    [InlineData("1::2::3", null, "1::2::3", null)]
    [InlineData(":1:2:3:4:5:6:7", null, ":1:2:3:4:5:6:7", null)]
    [InlineData(":::1", null, ":::1", null)]
    [InlineData("::12345", null, "::12345", null)]
    [InlineData("::g", null, "::g", null)]
    [InlineData("1:2:3:4:5:6:203.0.113.5", "1:2:3:4:5:6:203.0.113.5", null, null)]
    [InlineData("::ffff:203.0.113.05", null, "::ffff:203.0.113.05", null)]
    [InlineData("203.0.113.5.1", null, "203.0.113.5.1", null)]
    [InlineData("203.0.113", null, "203.0.113", null)]
    [InlineData("203.0.113.+5", null, "203.0.113.+5", null)]
    [InlineData("203.0.113.5:", null, "203.0.113.5:", null)]
    [InlineData(" 203.0.113.5 ", "203.0.113.5", null, null)]
    [InlineData("203.0.113.5, 10.0.0.1", null, "203.0.113.5, 10.0.0.1", null)]
    [InlineData("1", null, "1", null)]
    [InlineData("256.1.1.1", null, "256.1.1.1", null)]
    [InlineData("203.0.113.5:99999", null, "203.0.113.5:99999", null)]
    [InlineData("unknown", null, "unknown", null)]
    [InlineData("", null, null, null)]
    public void Only_what_Elasticsearch_takes_for_an_address_becomes_source_ip(string written, string? ip, string? address, string? port)
    {
        var document = Mapped.Event($$"""
            "location":{"ip":"{{written}}"}
            """);
        Assert.Equal(ip, document.Text("source/ip"));
        Assert.Equal(address, document.Text("source/address"));
        Assert.Equal(port, document.Text("source/port"));
        Assert.Equal(ip is null ? [] : [ip], document.Texts("related/ip"));
    }

    [Fact]
    public void Empty_strings_of_a_location_are_absent()
    {
        var document = Mapped.Event("""
            "location":{"ip":"","geo":"","countryName":"","regionName":"","city":"Wien"}
            """);
        Assert.Equal("""{"geo":{"city_name":"Wien"}}""", document.Text("source"));
        Assert.Null(document.At("atlassian_cloud/audit/location"));
    }

    [Theory]
    [InlineData("712020:aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", null, true)]
    [InlineData("557058:x", null, true)]
    [InlineData("aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", null, true)]
    [InlineData("5d9b2c0e5d9b2c0e5d9b2c0e", null, true)]
    [InlineData("5d9b2c0e5d9b2c0e5d9b2c0", null, false)]
    [InlineData("someone", "someone@example.com", true)]
    [InlineData("confluence", "Atlassian app", false)]
    [InlineData("confluence", null, false)]
    public void People_are_told_from_apps_by_address_and_id(string id, string? email, bool human)
    {
        var document = Mapped.Event($$"""
            "actor":{"id":"{{id}}","name":"N","email":{{(email is null ? "null" : $"\"{email}\"")}}}
            """);
        Assert.Equal(human ? id : null, document.Text("user/id"));
        Assert.Equal(human ? "N" : null, document.Text("user/full_name"));
        Assert.Equal(human ? null : id, document.Text("atlassian_cloud/audit/actor/app/id"));
        Assert.Null(document.At("atlassian_cloud/audit/unmapped"));
    }

    [Fact]
    public void An_app_id_that_came_with_the_event_is_kept()
    {
        var actor = Mapped.Event("""
            "actor":{"id":"confluence","name":"Confluence","app":{"id":"own","type":"t","attributes":{"a":1}}}
            """).At("atlassian_cloud/audit/actor")!.Value;
        Assert.Equal("""{"id":"confluence","app":{"id":"own","name":"Confluence","type":"t","attributes":{"a":1}}}""", actor.ToString());
    }

    [Fact]
    public void The_first_user_and_group_of_the_context_are_the_target_and_all_are_related()
    {
        var document = Mapped.Event("""
            "actor":{"id":"1:1","name":"Ann","email":"ann@example.com","onBehalfOf":{"id":"1:2","name":"Bob","email":"ann@example.com"}},
            "context":[
              {"id":"s","type":"sites","attributes":{"siteName":"acme"}},
              {"id":"u1","type":"users","attributes":{"name":"Cid","email":"cid@example.com"}},
              {"id":"u2","type":"users","attributes":{"name":"Dora"}},
              {"id":"g1","type":"groups","attributes":{"name":"admins"}}]
            """);
        Assert.Equal("""{"id":"u1","name":"Cid","email":"cid@example.com"}""", document.Text("user/target"));
        Assert.Equal("""{"id":"g1","name":"admins"}""", document.Text("group"));
        Assert.Equal(["Ann", "ann@example.com", "Bob", "Cid", "cid@example.com", "Dora", "admins"], document.Texts("related/user"));
    }

    [Theory]
    [InlineData("""{"email":"a@b.c","emailAddress":""}""", """{"email":"a@b.c"}""")]
    [InlineData("""{"emailAddress":"a@b.c","email":null}""", """{"email":"a@b.c"}""")]
    [InlineData("""{"displayName":"X","name":null}""", """{"name":"X"}""")]
    [InlineData("""{"displayName":"X","name":"Y"}""", """{"name":"Y"}""")]
    [InlineData("""{"displayName":"X","name":{"first":"Y"}}""", """{"name":"X"}""")]
    public void What_is_empty_takes_nothing_away_from_a_target(string attributes, string target) => Assert.Equal(
        target, Mapped.Event($$"""
            "context":[{"type":"users","attributes":{{attributes}} }]
            """).Text("user/target"));

    [Fact]
    public void A_target_of_which_nothing_is_known_is_none()
    {
        var document = Mapped.Event("""
            "context":[{"type":"users"},{"type":"groups","id":""},{"type":"users","id":5,"attributes":{"state":"new"}},{"type":"users","id":"u1"}]
            """);
        Assert.Equal("""{"target":{"id":"u1"}}""", document.Text("user"));
        Assert.Null(document.At("group"));
    }

    [Fact]
    public void Context_and_container_are_kept_as_they_are()
    {
        const string Items = """[{"id":"s","type":"sites","attributes":{"deep":{"list":[1,null,"ü\n"]}},"links":{"alt":"x"}}]""";
        var audit = Mapped.Event($$"""
            "context":{{Items}},"container":[]
            """).At("atlassian_cloud/audit")!.Value;
        Assert.Equal(Items, audit.Text("context"));
        Assert.Equal("[]", audit.Text("container"));
    }

    [Fact]
    public void What_no_rule_names_is_kept_unmapped()
    {
        var unmapped = Mapped.Document("""
            {"id":"e1","type":"events","new":{"a":[1]},"relations":null,"links":{"self":"https://x","next":"n"},
             "attributes":{"time":"2026-05-19T10:00:00Z","action":5,"new":true,"actor":{"id":"1:1","picture":"p"},"context":"none"}}
            """).At("atlassian_cloud/audit/unmapped")!.Value;
        Assert.Equal("""{"new":{"a":[1]},"links.next":"n","action":5,"attributes.new":true,"actor.picture":"p","context":"none"}""", unmapped.ToString());
    }

    [Fact]
    public void Organization_tenant_and_data_stream_are_what_the_collector_knows()
    {
        var document = Mapped.Event("\"x\":1");
        Assert.Equal("""{"id":"org-1","name":"Acme"}""", document.Text("organization"));
        Assert.Equal("acme", document.Text("labels/tenant"));
        Assert.Equal("""{"type":"logs","dataset":"atlassian_cloud.audit","namespace":"acme"}""", document.Text("data_stream"));
    }

    [Fact]
    public void The_original_is_the_events_own_bytes_and_tagged_so_that_Fleet_keeps_it()
    {
        const string Json = "{ \"id\" : \"e1\",\n \"attributes\":{\"time\":\"2026-05-19T10:00:00Z\"} }";
        var document = Mapped.Document(Json, Mapped.Organization with { PreserveOriginal = true });
        Assert.Equal(Json, document.Text("event/original"));
        Assert.Equal(["forwarded", "atlassian_cloud-audit", "preserve_original_event"], document.Texts("tags"));
    }

    [Fact]
    public void Own_tags_take_the_place_of_the_default_ones() =>
        Assert.Equal(["a"], Mapped.Event("\"x\":1", Mapped.Organization with { Tags = ["a"] }).Texts("tags"));

    [Fact]
    public void A_document_is_one_line_however_the_event_was_written()
    {
        var (_, lines) = Mapped.Lines(Encoding.UTF8.GetBytes("{\r\n\"id\":\"e1\",\"attributes\":{\"context\":[\n{\n}\n]}}"));
        Assert.Equal(3, lines.Length);
        Assert.Equal("", lines[2]);
    }

    [Theory]
    [InlineData("[]", "unreadable_event")]
    [InlineData("5", "unreadable_event")]
    [InlineData("null", "unreadable_event")]
    [InlineData("", "unreadable_event")]
    [InlineData("""{"id":"e1" """, "unreadable_event")]
    [InlineData("""{"id":"e1"}{}""", "unreadable_event")]
    [InlineData("{}", "missing_event_id")]
    [InlineData("""{"id":""}""", "missing_event_id")]
    [InlineData("""{"id":null}""", "missing_event_id")]
    [InlineData("""{"id":{}}""", "missing_event_id")]
    public void What_is_no_event_is_rejected_and_leaves_nothing_behind(string json, string errorType)
    {
        var (result, lines) = Mapped.Lines(Encoding.UTF8.GetBytes(json));
        Assert.Equal(errorType, result.Rejection!.ErrorType);
        Assert.Equal([""], lines);
    }

    [Fact]
    public void Half_a_surrogate_pair_rejects_nothing()
    {
        var document = Mapped.Document("""{"id":"\ud800","attributes":{"time":"2026-05-19T10:00:00Z","action":"\ud800","actor":{"id":"\ud800","name":"\ud800"},"\ud800":1,"context":[{"type":"\ud800","\ud800":"\ud800"},{"type":"users","attributes":{"\ud800":1}}]}}""");
        Assert.NotNull(document.At("@timestamp"));
    }

    [Fact]
    public void The_id_is_22_url_safe_characters_of_organization_and_event()
    {
        var first = DocumentId.Of("org-1", "e1"u8);
        Assert.Matches("^[A-Za-z0-9_-]{22}$", first);
        Assert.Equal(first, DocumentId.Of("org-1", "e1"u8));
        Assert.NotEqual(first, DocumentId.Of("org-2", "e1"u8));
        Assert.NotEqual(first, DocumentId.Of("org-1", "e2"u8));
        Assert.Equal("TrRpm8_iGoH9w82l1PtCYQ", first);
    }

    [Fact]
    public void A_number_is_the_id_that_its_digits_are()
    {
        var (number, text) = (Mapped.Lines("""{"id":17}"""u8.ToArray()).Lines, Mapped.Lines("""{"id":"17"}"""u8.ToArray()).Lines);
        Assert.Equal(text, number);
    }

    [Fact]
    public void A_dead_letter_carries_the_bytes_and_the_reason()
    {
        using var batch = new BatchWriter("logs-atlassian_cloud.dead_letter-acme");
        DeadLetter.Write("{\"x\":\n1}"u8, "org-1", "acme", null, "missing_event_id", "The event has no id.", Mapped.CollectedAt, batch);
        var document = JsonElement.Parse(Encoding.UTF8.GetString(batch.Written).Split('\n')[1]);
        Assert.Equal("{\"x\":\n1}", document.Text("event/original"));
        Assert.Equal("missing_event_id", document.Text("error/type"));
        Assert.Equal("org-1", document.Text("organization/id"));
        Assert.Equal(["preserve_original_event"], document.Texts("tags"));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_buried_in_base64()
    {
        using var batch = new BatchWriter("logs-atlassian_cloud.dead_letter-acme");
        DeadLetter.Write([0xff, 0xfe], "org-1", "acme", null, "unreadable_event", "No.", Mapped.CollectedAt, batch);
        Assert.Equal("//4=", JsonElement.Parse(Encoding.UTF8.GetString(batch.Written).Split('\n')[1]).Text("event/original"));
    }
}
