using System.Text;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Host.Mapping;

namespace AtlassianAudit.Tests.Mapping;

public sealed class ExplainedFields
{
    private const string Person = """
        {"id":"e1","type":"events","links":{"self":"https://x"},"new":1,"message":{"content":"c","format":"simple"},
         "attributes":{"time":"2026-05-19T10:00:00Z","processedAt":"2026-05-19T10:00:01Z","action":"user_added_to_group",
          "actor":{"id":"1:1","name":"Ann","email":"ann@example.com","picture":"p","links":{"self":"s","alt":{"x":"y"}},
           "auth":{"authType":"session","tokenId":"t","tokenLabel":"l"},"onBehalfOf":{"id":"1:2","name":"Bob","email":"bob@example.com"}},
          "context":[{"id":"u","type":"users","attributes":{"name":"Cid","email":"cid@example.com"}},{"id":"g","type":"groups","attributes":{"name":"admins"}}],
          "container":[{"id":"s","type":"sites"}],
          "location":{"ip":"203.0.113.5:443","geo":"EU","countryName":"Austria","regionName":"Vienna","city":"Wien"}}}
        """;

    private const string App = """
        {"id":"e1","attributes":{"processedAt":"2026-05-19T10:00:01Z","location":{"ip":"none"},
         "actor":{"id":"confluence","name":"Confluence","email":"x","app":{"id":"own","type":"t","attributes":{"name":"n","deep":{"a":[1]}}}}}}
        """;

    private const string Doubled = """{"id":"e1","attributes":{"time":"yesterday","actor":{"id":"jira","name":"Jira"},"new":{"a":1,"a":{"b":2}}}}""";

    private const string Bare = """{"id":"e1"}""";

    private static readonly MappingContext[] Organizations = [Mapped.Organization, Mapped.Organization with { PreserveOriginal = true, Tags = ["t"] }];

    [Theory]
    [InlineData(Person)]
    [InlineData(App)]
    [InlineData(Doubled)]
    [InlineData(Bare)]
    public void Every_field_of_a_document_is_explained(string json)
    {
        foreach (var organization in Organizations)
            Assert.All(Explained(json, organization), field => Assert.False(field.Origin is null, $"FieldOrigins says nothing of {field.Path}."));
    }

    [Fact]
    public void Every_value_that_a_rule_names_is_where_some_field_comes_from()
    {
        var origins = string.Join('\n', Organizations.SelectMany(organization => new[] { Person, App, Doubled }.SelectMany(json => Explained(json, organization))).Select(field => $"{field.Origin} "));
        foreach (var field in Enum.GetValues<EventField>())
            Assert.True(origins.Contains(EventShape.PathOf(field), StringComparison.Ordinal) || field == EventField.AppName, $"No field comes from {field}.");
    }

    [Theory]
    [InlineData(Person, "@timestamp", "attributes.time")]
    [InlineData(App, "@timestamp", "attributes.processedAt, because attributes.time is no time")]
    [InlineData(Doubled, "@timestamp", "derived: the time of collection, because the event has no time")]
    [InlineData(App, "atlassian_cloud.audit.actor.app.id", "attributes.actor.app.id")]
    [InlineData(Doubled, "atlassian_cloud.audit.actor.app.id", "attributes.actor.id")]
    [InlineData(App, "source.address", "attributes.location.ip, which is no IP address")]
    [InlineData(Person, "event.original", null)]
    [InlineData(Doubled, "event.original", "derived: the event's own bytes, because Elasticsearch would not take all of it as it is")]
    [InlineData(Doubled, "atlassian_cloud.audit.unmapped.new.a.b", "the event's own: no rule names it")]
    [InlineData(Person, "tags", "default")]
    public void An_origin_follows_from_the_event(string json, string path, string? origin) =>
        Assert.Equal(origin, Explained(json, Mapped.Organization).FirstOrDefault(field => field.Path == path).Origin);

    private static List<(string Path, string? Origin)> Explained(string json, MappingContext organization)
    {
        var bytes = Encoding.UTF8.GetBytes(json.ReplaceLineEndings(" "));
        Assert.True(new EventMapper(organization).TryRead(bytes, out var scanned, out _, out _));
        var fields = new List<(string Path, string Value)>();
        Explanation.Collect(Mapped.Document(json, organization), "", fields);
        var explained = new List<(string, string?)>();
        foreach (var (path, _) in fields)
            explained.Add((path, FieldOrigins.Of(path, scanned, organization)));
        return explained;
    }
}
