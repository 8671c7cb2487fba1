using System.Text.Json;
using System.Text.Json.Nodes;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Tests.Mapping;
using static AtlassianAudit.Tests.Enriching.KnownPlaces;

namespace AtlassianAudit.Tests.Shipping;

/// <summary>Every field that we write has a type that we chose: what Elasticsearch guesses depends on which document comes first.</summary>
public sealed class MappedFields
{
    private static readonly MappingContext Everything = Mapped.Organization with { PreserveOriginal = true, Addresses = new Sweden() };

    private static readonly string[] Events =
    [
        """
        {"id":"e1","type":"events","links":{"self":"https://api.atlassian.com/e1"},"message":{"content":"Somebody did something","format":"simple"},"attributes":{
        "time":"2026-05-19T10:00:00Z","processedAt":"2026-05-19T10:00:01Z","action":"user_added_to_group","surprise":{"a":{"b":[1,true,null]}},
        "actor":{"id":"712020:a","name":"Ann","email":"ann@example.org","links":{"self":"https://x"},"auth":{"authType":"session","tokenId":"t","tokenLabel":"l"},
        "onBehalfOf":{"id":"o","name":"Otto","email":"otto@example.org"},"app":{"id":"app","type":"connect","name":"App","attributes":{"k":{"n":1}}}},
        "context":[{"id":"u1","type":"users","attributes":{"name":"Una","email":"una@example.org"},"links":{"self":"https://u"}},{"id":"g1","type":"groups","attributes":{"name":"admins"}}],
        "container":[{"id":"s1","type":"sites","attributes":{"siteName":"acme","n":{"m":1}},"links":{"alt":"https://s"}}],
        "location":{"ip":"89.160.20.112:443","geo":"EU","countryName":"Sweden","regionName":"Stockholm County","city":"Stockholm"}}}
        """,
        """{"id":"e2","attributes":{"time":"never","action":"confluence_page_viewed","actor":{"id":"confluence","name":"Confluence","email":"Atlassian app"},"location":{"ip":"nowhere"}}}""",
        """{"id":3,"attributes":{"action":"app_installed","actor":{"id":"x","name":"X","app":{"id":"y","name":"Y","type":"z"}},"location":{"ip":"2001:db8::1"}}}""",
    ];

    public static TheoryData<string> Rich => [.. Events];

    [Theory]
    [MemberData(nameof(Rich))]
    public void Each_leaf_is_mapped_explicitly(string auditEvent)
    {
        var mapping = JsonNode.Parse(OwnTemplate.AuditMappings.Body)!["template"]!["mappings"]!;
        Assert.Empty(Unmapped(Mapped.Document(auditEvent, Everything), mapping, ""));
    }

    [Fact]
    public void What_Elastics_package_does_not_map_is_in_the_hook()
    {
        var hook = JsonNode.Parse(OwnTemplate.AuditCustom.Body)!["template"]!["mappings"]!;
        var missing = Unmapped(Mapped.Document(Events[0], Everything).At("atlassian_cloud")!.Value, hook["properties"]!["atlassian_cloud"]!, "atlassian_cloud");
        string[] fleets =
        [
            "atlassian_cloud.audit.actor.auth.auth_type", "atlassian_cloud.audit.actor.auth.token_id", "atlassian_cloud.audit.actor.auth.token_label",
            "atlassian_cloud.audit.actor.on_behalf_of.id", "atlassian_cloud.audit.actor.on_behalf_of.name", "atlassian_cloud.audit.actor.on_behalf_of.email",
            "atlassian_cloud.audit.actor.app.id", "atlassian_cloud.audit.actor.app.name", "atlassian_cloud.audit.actor.app.type", "atlassian_cloud.audit.actor.app.attributes.k.n",
            "atlassian_cloud.audit.context.id", "atlassian_cloud.audit.context.type", "atlassian_cloud.audit.context.attributes.name", "atlassian_cloud.audit.context.attributes.email",
            "atlassian_cloud.audit.container.id", "atlassian_cloud.audit.container.type", "atlassian_cloud.audit.container.attributes.siteName", "atlassian_cloud.audit.container.attributes.n.m",
            "atlassian_cloud.audit.location.geo", "atlassian_cloud.audit.message.format",
        ];
        Assert.Equal(fleets.Order(), missing.Distinct().Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_document_is_taken_by_a_stream_of_the_templates(bool besideFleet)
    {
        await using var cluster = await ReachedElasticsearch.StartAsync();
        if (besideFleet)
            cluster.InstallFleet();
        Assert.Equal(TemplateState.Well, await cluster.SetUpAsync());
        Assert.Empty(await cluster.BulkAsync([.. Events.Select(auditEvent => Mapped.Document(auditEvent, Everything).GetRawText())]));
    }

    /// <summary>The paths that end in a value before the mapping does.</summary>
    private static IEnumerable<string> Unmapped(JsonElement value, JsonNode? mapping, string path) => value.ValueKind switch
    {
        _ when mapping?["type"] is { } type && type.ToString() != "nested" => [],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member =>
            Unmapped(member.Value, mapping?["properties"]?[member.Name], path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Unmapped(item, mapping, path)),
        _ => [path],
    };

    private sealed class Sweden : IAddressBook
    {
        public AddressFacts? Find(ReadOnlySpan<char> ip) => StockholmOfBredband;
    }
}
