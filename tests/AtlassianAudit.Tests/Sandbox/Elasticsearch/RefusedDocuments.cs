using System.Text;
using System.Text.Json.Nodes;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Tests.Sandbox.Elasticsearch;

public sealed class RefusedDocuments
{
    private const string Mappings = """
        {"properties":{"n":{"type":"nested","properties":{"id":{"type":"keyword","ignore_above":10}}},"f":{"type":"flattened"},"s":{"type":"flattened","ignore_above":5},
         "k":{"type":"keyword"},"o":{"type":"keyword","index":false,"doc_values":false},"c":{"type":"constant_keyword"},"l":{"type":"long"},"ip":{"type":"ip"},
         "off":{"dynamic":false,"properties":{"k":{"type":"keyword"}}}}}
        """;

    private static readonly string Long = new('x', 32_767);
    private readonly FieldMapping _mapping = FieldMapping.Read((JsonObject)JsonNode.Parse(Mappings)!);

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "Duplicate field 'a'")]
    [InlineData("""{"a":1,"\u0061":2}""", "Duplicate field 'a'")]
    [InlineData("""{"\ud800":1,"\uD800":2}""", "Duplicate field")]
    [InlineData("""{"f":{"x":{"a":1,"a":2}}}""", "Duplicate field 'a'")]
    [InlineData("""{"off":{"x":{"a":1,"a":2}}}""", "Duplicate field 'a'")]
    [InlineData("""{"n":["x"]}""", "concrete value")]
    [InlineData("""{"n":5}""", "concrete value")]
    [InlineData("""{"n":[{"id":{}}]}""", "START_OBJECT")]
    [InlineData("""{"f":"x"}""", "START_OBJECT")]
    [InlineData("""{"f":[{},1]}""", "START_OBJECT")]
    [InlineData("""{"f":{"a\u0000":1}}""", "reserved character")]
    [InlineData("""{"f":{"..":1}}""", "only dots")]
    [InlineData("""{"f":{"a":{".":{"":1}},".":{"":1}}}""", "only dots")]
    [InlineData("""{"":1}""", "empty string")]
    [InlineData("""{".":1}""", "only dots")]
    [InlineData("""{"a..b":1}""", "ambiguous")]
    [InlineData("""{"a":1,"b":"x","a.b":1}""", "no object")]
    [InlineData("""{"k":{}}""", "START_OBJECT")]
    [InlineData("""{"l":1e400}""", "input string")]
    [InlineData("""{"l":"x"}""", "input string")]
    [InlineData("""{"ip":"::ffff:1.2.3.04"}""", "IP string")]
    [InlineData("""{"x":[{"a":1},2]}""", "concrete value")]
    [InlineData("""{"x":[1,{"a":1}]}""", "START_OBJECT")]
    [InlineData("""{"x":1""", "failed to parse")]
    [InlineData("{\"x\":\"\t\"}", "failed to parse")]
    [InlineData("[]", "must start with an object")]
    [InlineData("", "document is empty")]
    public void What_the_server_refuses_is_refused(string document, string reason) => Assert.Contains(reason, Refusal(document), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"n":[null,{"id":1,"x":{"a":1}},[{"id":["a",2]}]]}""")]
    [InlineData("""{"f":[{"":1,"a.b":{"c..d":[[1e400,null,true]]}},null],"s":{"\ud800":"\u0000"}}""")]
    [InlineData("""{"a.b":1,"a":{"c":2}}""")]
    [InlineData("""{"off":{"y":{"":1,"..":{"":[]}},"x":[1,{}]}}""")]
    [InlineData("""{"ip":["::1","1:2:3:4:5:6:7::","::ffff:1.2.3.4","203.0.113.5"]}""")]
    public void What_the_server_accepts_is_accepted(string document) => Assert.Equal("", Refusal(document));

    [Fact]
    public void A_term_is_no_longer_than_Lucene_takes_unless_it_is_ignored()
    {
        Assert.Contains("immense", Refusal($$"""{"k":"{{Long}}"}"""), StringComparison.Ordinal);
        Assert.Contains("immense", Refusal($$"""{"f":{"a":"{{Long[..^2]}}"} }"""), StringComparison.Ordinal);
        Assert.Contains("immense", Refusal($$"""{"f":{"{{Long}}":""} }"""), StringComparison.Ordinal);
        Assert.Equal("", Refusal($$"""{"k":"{{Long[1..]}}","f":{"a":"{{Long[3..]}}"},"s":{"a":"{{Long}}"},"o":"{{Long}}","n":[{"id":"{{Long}}"}],"new":"{{Long}}"}"""));
    }

    [Fact]
    public void Depth_names_numbers_and_items_have_limits()
    {
        Assert.Equal("", Refusal($$"""{"f":{{Deep(20)}} }"""));
        Assert.Contains("depth limit", Refusal($$"""{"f":{{Deep(21)}} }"""), StringComparison.Ordinal);
        Assert.Contains("Name length", Refusal($$"""{"s":{"{{new string('x', 50_001)}}":1} }"""), StringComparison.Ordinal);
        Assert.Contains("Number value length", Refusal($$"""{"s":{"x":{{new string('1', 1001)}} } }"""), StringComparison.Ordinal);
        Assert.Equal("", Refusal($$"""{"n":[{{string.Join(',', Enumerable.Repeat("{}", 10_000))}}]}"""));
        Assert.Contains("nested documents", Refusal($$"""{"n":[{{string.Join(',', Enumerable.Repeat("{}", 10_001))}}]}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Accepted_fields_stay_what_they_are_and_refused_documents_leave_none()
    {
        Assert.NotEqual("", Refusal("""{"new":"text","c":"first","k":{}}"""));
        Assert.Equal("", Refusal("""{"new":1,"c":"second"}"""));
        Assert.Contains("long", Refusal("""{"new":"text"}"""), StringComparison.Ordinal);
        Assert.Contains("second", Refusal("""{"c":"first"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_do_not_grow_for_ever()
    {
        Assert.Equal("", Refusal($$"""{"x":{ {{string.Join(',', Enumerable.Range(0, 950).Select(i => $"\"{i}\":1"))}} } }"""));
        Assert.Contains("Limit of total fields", Refusal($$"""{"y":{ {{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"{i}\":1"))}} } }"""), StringComparison.Ordinal);
    }

    private static string Deep(int depth) => depth == 1 ? """{"x":1}""" : $$"""{"x":{{Deep(depth - 1)}} }""";

    private string Refusal(string document)
    {
        var timed = document.StartsWith('{') ? "{\"@timestamp\":1," + document[1..] : document;
        return new DocumentParser(_mapping, "1").Parse(Encoding.UTF8.GetBytes(timed)) is { } failure ? $"{failure.Reason} {failure.CausedBy}" : "";
    }
}
