using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Shipping;
using static AtlassianAudit.Tests.Shipping.ReachedElasticsearch;

namespace AtlassianAudit.Tests.Shipping;

public sealed class TemplatesInPlace : IAsyncLifetime
{
    private const string Mappings = $"{Template}@atlassian-audit";
    private const string DeadLetter = "logs-atlassian_cloud.dead_letter";
    private const string Document = """{"@timestamp":"2026-05-19T10:00:00.000Z"}""";
    private const string UsersCustom = """{"template":{"mappings":{"properties":{"labels":{"properties":{"team":{"type":"keyword"}}}}}},"_meta":{"of":"the user"}}""";

    private ReachedElasticsearch _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Where_there_are_none_ours_are_made_and_serve_new_streams()
    {
        Assert.Equal(TemplateState.Well, await _cluster.SetUpAsync());
        Assert.Empty(await _cluster.BulkAsync(Document));
        var stream = (await _cluster.GetAsync($"/_data_stream/{AuditStream}"))["data_streams"]![0]!;
        Assert.Equal((Template, "Data stream lifecycle"), (stream["template"]!.ToString(), stream["next_generation_managed_by"]!.ToString()));
        Assert.Equal(FieldAnswer.IsTaken, await _cluster.AskForUnmappedAsync());
        Assert.Equal(["document_parsing_exception", "document_parsing_exception"], (await _cluster.BulkAsync(
            """{"@timestamp":"2026-05-19T10:00:00.000Z","source":{"geo":{"location":{"lat":91,"lon":0}}}}""",
            """{"@timestamp":"2026-05-19T10:00:00.000Z","source":{"as":{"number":"AS1"}}}""")).Select(error => JsonNode.Parse(error)!["type"]!.ToString()));
    }

    [Theory]
    [InlineData("""{"managed_by":"atlassian-audit"}""", true)]
    [InlineData("""{"managed_by":"atlassian-audit","version":1}""", true)]
    [InlineData("""{"managed_by":"atlassian-audit","version":999}""", false)]
    [InlineData("""{"managed_by":"somebody"}""", false)]
    [InlineData("{}", false)]
    public async Task Only_an_older_version_of_ours_is_replaced(string meta, bool replaced)
    {
        _cluster.Templates.PutComponent(Mappings, Parse($$"""{"template":{},"_meta":{{meta}} }"""));
        foreach (var (name, parts) in new[] { (Template, $"\"{Mappings}\",\"{Custom}\""), (DeadLetter, "") })
            Assert.Null(_cluster.Templates.PutTemplate(name, Parse(
                $$"""{"index_patterns":["{{name}}-*"],"priority":550,"data_stream":{},"composed_of":[{{parts}}],"ignore_missing_component_templates":["{{Custom}}"],"_meta":{{meta}} }""")));
        Assert.Equal(TemplateState.Well, await _cluster.SetUpAsync());
        foreach (var (kept, own) in new[]
        {
            (_cluster.Templates.Component(Mappings)!, OwnTemplate.AuditMappings), (_cluster.Templates.Template(Template)!, OwnTemplate.Audit), (_cluster.Templates.Template(DeadLetter)!, OwnTemplate.DeadLetter),
        })
            Assert.Equal(replaced, JsonNode.DeepEquals(kept, JsonNode.Parse(own.Body)));
    }

    [Fact]
    public void A_field_that_is_mapped_in_both_notations_is_read() => Assert.DoesNotContain("source.geo.location", OwnTemplate.AuditCustom.LackingIn(Parse(
        """{"template":{"mappings":{"properties":{"source.geo.location":{"type":"geo_point"},"source":{"properties":{"geo.location":{"type":"geo_point"}}}}}}}""")));

    [Fact]
    public async Task What_is_up_to_date_is_not_put_again()
    {
        await _cluster.SetUpAsync();
        var (template, mappings) = (_cluster.Templates.Template(Template), _cluster.Templates.Component(Mappings));
        await _cluster.SetUpAsync();
        Assert.Same(template, _cluster.Templates.Template(Template));
        Assert.Same(mappings, _cluster.Templates.Component(Mappings));
    }

    [Fact]
    public async Task Beside_Fleet_its_template_stays_and_its_hook_gets_what_it_lacks()
    {
        _cluster.InstallFleet();
        var fleets = _cluster.Templates.Template(Template)!.DeepClone();
        Assert.Equal(TemplateState.Well, await _cluster.SetUpAsync());
        Assert.True(JsonNode.DeepEquals(fleets, _cluster.Templates.Template(Template)));
        Assert.Null(_cluster.Templates.Component(Mappings));
        Assert.Empty(OwnTemplate.AuditCustom.LackingIn(_cluster.Templates.Component(Custom)!));

        Assert.Empty(await _cluster.BulkAsync(Document));
        Assert.Equal(FieldAnswer.IsTaken, await _cluster.AskForUnmappedAsync());
        Assert.Equal("nested", _cluster.Templates.Resolve(AuditStream)!.Mapping.At("atlassian_cloud.audit.context")!.Type);
        Assert.Equal("flattened", _cluster.Templates.Resolve(AuditStream)!.Mapping.At("atlassian_cloud.audit.context.attributes")!.Type);
    }

    [Fact]
    public async Task An_older_hook_of_ours_is_replaced()
    {
        _cluster.InstallFleet();
        _cluster.Templates.PutComponent(Custom, Parse("""{"template":{},"_meta":{"managed_by":"atlassian-audit","version":1}}"""));
        Assert.Equal(TemplateState.Well, await _cluster.SetUpAsync());
        Assert.Empty(OwnTemplate.AuditCustom.LackingIn(_cluster.Templates.Component(Custom)!));
    }

    [Fact]
    public async Task A_hook_that_the_user_made_is_never_changed_and_what_it_lacks_is_named()
    {
        _cluster.InstallFleet();
        _cluster.Templates.PutComponent(Custom, Parse(UsersCustom));
        var state = (await _cluster.SetUpAsync())!;
        Assert.True(JsonNode.DeepEquals(Parse(UsersCustom), _cluster.Templates.Component(Custom)));
        Assert.Contains(Custom, state.Problem, StringComparison.Ordinal);
        Assert.False(state.MapsUnmapped);

        var request = state.Request!.Split(' ', 3);
        Assert.Equal(("PUT", $"/_component_template/{Custom}"), (request[0], request[1]));
        _cluster.Templates.PutComponent(Custom, Parse(request[2].Replace("\"managed_by\":\"atlassian-audit\"", "\"of\":\"the user\"", StringComparison.Ordinal)));
        Assert.Equal(TemplateState.Well, await _cluster.SetUpAsync());
    }

    [Fact]
    public async Task A_hook_that_maps_some_of_the_fields_lacks_the_others()
    {
        _cluster.InstallFleet();
        _cluster.Templates.PutComponent(Custom, Parse(
            """{"template":{"mappings":{"properties":{"atlassian_cloud":{"properties":{"audit":{"properties":{"unmapped":{"type":"flattened"}}}}}}}}}"""));
        var state = (await _cluster.SetUpAsync())!;
        Assert.True(state.MapsUnmapped);
        Assert.Contains("atlassian_cloud.audit.actor.links, ", state.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("unmapped", state.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_without_the_hook_is_never_changed_and_what_it_lacks_is_named()
    {
        _cluster.InstallFleet(withHook: false);
        var state = (await _cluster.SetUpAsync())!;
        Assert.Contains("composed_of", state.Problem, StringComparison.Ordinal);
        Assert.NotNull(state.Request);
        Assert.Null(_cluster.Templates.Component(Custom));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_the_right_nothing_is_set_up_and_what_to_do_is_said(bool besideFleet)
    {
        if (besideFleet)
            _cluster.InstallFleet();
        _cluster.Emulator.World.AddApiKey("key", ["create_doc", "auto_configure", "read", "view_index_metadata"]);
        var state = (await _cluster.SetUpAsync())!;
        Assert.Contains("manage_index_templates", state.Problem, StringComparison.Ordinal);
        Assert.StartsWith($"PUT /_component_template/{Custom} {{", state.Request, StringComparison.Ordinal);
        Assert.Null(_cluster.Templates.Component(Custom));
        Assert.Equal(besideFleet, _cluster.Templates.Template(Template) is not null);
    }

    [Fact]
    public async Task The_right_that_came_later_is_used_when_it_is_tried_again()
    {
        _cluster.Emulator.World.AddApiKey("key", ["create_doc"]);
        var setUp = new TemplateSetup(_cluster.Transport, _cluster.Clock);
        Assert.NotNull((await setUp.EnsureAsync(Cancellation))!.Problem);
        _cluster.Emulator.World.AddApiKey("key", ["create_doc", "manage_index_templates"]);
        Assert.NotNull((await setUp.EnsureAsync(Cancellation))!.Problem);
        _cluster.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(TemplateState.Well, await setUp.EnsureAsync(Cancellation));
    }

    [Fact]
    public async Task An_older_write_index_is_what_counts_until_the_stream_rolls_over()
    {
        _cluster.InstallFleet();
        Assert.Empty(await _cluster.BulkAsync(Document));
        await _cluster.SetUpAsync();
        Assert.IsType<FieldAnswer.Withheld>(await _cluster.AskForUnmappedAsync(mapsNew: true));
        Assert.Equal([AuditStream], await new UnmappedField(_cluster.Transport, _cluster.Clock).LackingAsync($"{Template}-*", Cancellation));

        _cluster.Emulator.World.Rollover(AuditStream);
        Assert.Equal(FieldAnswer.IsTaken, await _cluster.AskForUnmappedAsync());
        Assert.Empty(await new UnmappedField(_cluster.Transport, _cluster.Clock).LackingAsync($"{Template}-*", Cancellation));
    }

    [Fact]
    public async Task What_a_lifecycle_froze_is_older_than_the_write_index_whatever_its_name()
    {
        const string Old = "\"mappings\":{}";
        const string New = $"\"mappings\":{{\"{UnmappedField.Name}\":{{\"mapping\":{{\"unmapped\":{{\"type\":\"flattened\"}}}}}}}}";
        var answer = $$"""{"partial-.ds-{{AuditStream}}-2026.01.01-000001":{ {{Old}} },"shrink-a1b2-.ds-{{AuditStream}}-2026.03.01-000002":{ {{Old}} },".ds-{{AuditStream}}-2026.05.01-000003":{ {{New}} } }""";
        using var elasticsearch = new ScriptedElasticsearch { Else = new(200, Encoding.UTF8.GetBytes(answer)) };
        var unmapped = new UnmappedField(elasticsearch, _cluster.Clock);
        Assert.Equal(FieldAnswer.IsTaken, await unmapped.AskAsync(AuditStream, mapsNew: false, trusted: false, Cancellation));
        Assert.Empty(await unmapped.LackingAsync($"{Template}-*", Cancellation));

        elasticsearch.Else = new(200, Encoding.UTF8.GetBytes(answer.Replace(New, Old, StringComparison.Ordinal)));
        Assert.Equal([AuditStream], await unmapped.LackingAsync($"{Template}-*", Cancellation));
    }

    [Fact]
    public async Task A_stream_that_rolled_over_is_looked_at_again()
    {
        await _cluster.SetUpAsync();
        await _cluster.BulkAsync(Document);
        var unmapped = new UnmappedField(_cluster.Transport, _cluster.Clock);
        Assert.Equal(FieldAnswer.IsTaken, await unmapped.AskAsync(AuditStream, mapsNew: true, trusted: false, Cancellation));
        _cluster.InstallFleet();
        _cluster.Emulator.World.Rollover(AuditStream);
        var index = (await _cluster.GetAsync($"/_data_stream/{AuditStream}"))["data_streams"]![0]!["indices"]!.AsArray()[^1]!["index_name"]!.ToString();
        unmapped.Saw(AuditStream, index);
        Assert.IsType<FieldAnswer.Withheld>(await unmapped.AskAsync(AuditStream, mapsNew: true, trusted: false, Cancellation));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public async Task A_stream_that_does_not_exist_yet_is_what_its_template_will_make_it(bool mapsNew, bool trusted, bool taken) =>
        Assert.Equal(taken, await _cluster.AskForUnmappedAsync(mapsNew, trusted) is FieldAnswer.Taken);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Where_nobody_may_look_only_an_operators_own_templates_are_believed(bool trusted, bool taken)
    {
        await _cluster.BulkAsync(Document);
        _cluster.Emulator.World.AddApiKey("key", ["create_doc"]);
        Assert.Equal(taken, await _cluster.AskForUnmappedAsync(mapsNew: true, trusted) is FieldAnswer.Taken);
    }

    [Fact]
    public async Task Where_a_proxys_page_answers_nothing_is_known()
    {
        using var proxy = new ScriptedElasticsearch { Else = new(200, "<html>"u8.ToArray()) };
        Assert.Null(await new TemplateSetup(proxy, _cluster.Clock).EnsureAsync(Cancellation));
        Assert.IsType<FieldAnswer.NoAnswer>(await new UnmappedField(proxy, _cluster.Clock).AskAsync(AuditStream, mapsNew: true, trusted: false, Cancellation));
        Assert.IsType<LookResult<IReadOnlyDictionary<string, int>>.NoAnswer>(await new StreamLookUp(proxy).FindAsync(AuditStream, ["id"], since: null, Cancellation));
        Assert.IsType<LookResult<IReadOnlyList<JsonElement>>.NoAnswer>(await new StreamSearch(proxy).FindAsync(AuditStream, [], Cancellation));
        Assert.Null(await new StreamRetention(proxy, 30, _cluster.Clock).ApplyAsync([AuditStream], Cancellation));
        var test = await new DestinationProbe(proxy).AskAsync(setUpTemplates: true, () => Task.FromResult<TemplateState?>(null), new UnmappedField(proxy, _cluster.Clock), Cancellation);
        Assert.Null(test.Rights);
        Assert.Contains("What answers is no Elasticsearch: it says no version. Check the destination's urls.", test.Problems);
    }

    [Fact]
    public async Task Who_may_not_ask_for_the_version_is_told_the_rest()
    {
        using var closed = new ScriptedElasticsearch { Else = new(403, """{"error":{"type":"security_exception","reason":"no"}}"""u8.ToArray()) };
        var test = await new DestinationProbe(closed).AskAsync(setUpTemplates: false, () => Task.FromResult<TemplateState?>(null), new UnmappedField(closed, _cluster.Clock), Cancellation);
        Assert.True(test.Reachable);
        Assert.StartsWith("The credential lacks monitor on the cluster", Assert.Single(test.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_that_does_not_map_what_no_rule_maps_is_said_with_the_fields_name() =>
        Assert.Equal("its index template does not map atlassian_cloud.audit.unmapped", Assert.IsType<FieldAnswer.Withheld>(await _cluster.AskForUnmappedAsync()).Reason);

    [Fact]
    public async Task Retention_that_a_policy_overrules_is_named()
    {
        await _cluster.BulkAsync(Document);
        var problem = await new StreamRetention(_cluster.Transport, 30, _cluster.Clock).ApplyAsync([AuditStream], Cancellation);
        Assert.Contains("policy logs of index lifecycle management goes before retentionDays", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retention_is_the_streams_own_under_our_template()
    {
        await _cluster.SetUpAsync();
        await _cluster.BulkAsync(Document);
        Assert.Null(await new StreamRetention(_cluster.Transport, 30, _cluster.Clock).ApplyAsync([AuditStream], Cancellation));
        Assert.Equal("30d", (await _cluster.GetAsync($"/_data_stream/{AuditStream}/_lifecycle"))["data_streams"]![0]!["lifecycle"]!["data_retention"]!.ToString());
    }

    [Fact]
    public async Task The_users_hook_goes_before_ours()
    {
        await _cluster.SetUpAsync();
        _cluster.Templates.PutComponent(Custom, Parse("""{"template":{"settings":{"index":{"lifecycle":{"prefer_ilm":true}}}}}"""));
        Assert.True(_cluster.Templates.Resolve(AuditStream)!.PrefersIlm);
    }
}
