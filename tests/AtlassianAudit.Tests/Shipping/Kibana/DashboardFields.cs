using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Collector.Shipping.Kibana;
using AtlassianAudit.Sandbox.Kibana;
using AtlassianAudit.Tests.Mapping;

namespace AtlassianAudit.Tests.Shipping.Kibana;

/// <summary>The dashboards ask for fields and actions by name: what is renamed elsewhere has to be renamed there.</summary>
public sealed partial class DashboardFields
{
    private const string EverythingKnown = """
        {"id":"e1","type":"events","attributes":{
          "time":"2026-05-19T10:00:00Z","processedAt":"2026-05-19T10:00:01Z","action":"added_org_admin",
          "actor":{"id":"5f0000000000000000000001","name":"Ada","email":"ada@example.com","auth":{"authType":"session","tokenId":"t","tokenLabel":"l"}},
          "context":[{"id":"u2","type":"users","attributes":{"name":"Bo","email":"bo@example.com"}},{"id":"g1","type":"groups","attributes":{"name":"admins"}}],
          "location":{"ip":"198.51.100.7","countryName":"Austria","city":"Graz"}},
         "message":{"content":"Ada made Bo an administrator","format":"simple"}}
        """;

    private const string FromAnApp = """
        {"id":"e2","type":"events","attributes":{"time":"2026-05-19T10:00:00Z","action":"jira_app_api_activity","actor":{"id":"app-1","name":"Some app"}}}
        """;

    /// <summary>A final pipeline's, where there is one: the script that names it asks first.</summary>
    private const string NotOurs = "event.ingested";

    private static readonly JsonObject[] Objects = [.. KibanaAssets.Ours.Select(asset => Expanded(JsonNode.Parse(asset.ToLine())!).AsObject())];

    [Fact]
    public void Every_field_is_one_that_documents_have()
    {
        var written = Written();
        var computed = ComputedFields.Lag.Scripts.Keys;
        var asked = Asked().Where(field => !computed.Contains(field) && field != NotOurs).Distinct().ToList();
        Assert.True(asked.Count > 15, $"Only {string.Join(", ", asked)} are asked for: they are looked for in the wrong places.");
        Assert.Empty(asked.Except(written));
    }

    [Fact]
    public void Every_action_is_one_of_the_catalogue()
    {
        var catalogue = Catalogue();
        var asked = Queries().SelectMany(Actions).Distinct().ToList();
        Assert.True(asked.Count > 20, $"Only {string.Join(", ", asked)} are asked for: they are looked for in the wrong places.");
        Assert.All(asked, action => Assert.Contains(catalogue, known => Regex.IsMatch(known, $"^{action.Replace("*", ".*", StringComparison.Ordinal)}$")));
    }

    [Fact]
    public void Every_category_outcome_and_type_is_one_of_ECS()
    {
        string[] allowed = ["authentication", "start", "package", "threat", "installation", "creation", "change", "deletion", "failure"];
        var asked = Queries().SelectMany(query => EventValues().Matches(query)).SelectMany(match => Quoted().Matches(match.Value)).Select(match => match.Groups[1].Value).Distinct();
        Assert.Equal(allowed.Order(), asked.Order());
    }

    [Theory]
    [InlineData("beacon_detection_disabled")]
    [InlineData("beacon_detection_exclusion_added")]
    [InlineData("beacon_siem_deleted")]
    [InlineData("scim_troubleshooting_log_cleared")]
    [InlineData("audit_log_webhook_deleted")]
    public void Whatever_blinds_the_watch_is_suspicious(string action) => Assert.Contains(action, Actions(Kql.Suspicious));

    [Theory]
    [InlineData("Sign-ins by country")]
    [InlineData("Users seen in several countries")]
    public void Countries_are_counted_where_somebody_signed_in(string panel) => Assert.Equal(
        ["event.category: \"authentication\" and event.type: \"start\""],
        Queries(Objects.SelectMany(one => one.AllObjects()).Where(one => one.Text("title") == panel)));

    /// <summary>The fields of mapped events and of dead letters.</summary>
    private static HashSet<string> Written()
    {
        using var batch = new BatchWriter("logs-atlassian_cloud.dead_letter-acme");
        DeadLetter.Write("{}"u8, "org-1", "acme", null, "type", "message", Mapped.CollectedAt, batch);
        var letter = JsonElement.Parse(System.Text.Encoding.UTF8.GetString(batch.Written).Split('\n')[1]);
        return [.. new[] { Mapped.Document(EverythingKnown), Mapped.Document(FromAnApp), letter }.SelectMany(document => Leaves(document, ""))];
    }

    private static IEnumerable<string> Leaves(JsonElement json, string path) => json.ValueKind == JsonValueKind.Object
        ? json.EnumerateObject().SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}"))
        : [path];

    private static IEnumerable<string> Asked()
    {
        var everywhere = Objects.SelectMany(one => one.AllObjects()).ToList();
        return everywhere.SelectMany(one => new[] { one.Text("sourceField"), one.Text("fieldName"), one.Text("sortField"), one.Text("timeFieldName"), one.Text("key") })
            .Concat(Objects.Where(one => one.Text("type") == "search").SelectMany(one => one.Object("attributes").Texts("columns")))
            .Concat(Queries().SelectMany(query => QueriedFields().Matches(Quoted().Replace(query, "")).Select(match => match.Groups[1].Value)))
            .Concat(everywhere.SelectMany(one => ScriptFields().Matches(one.Text("source")).Select(match => match.Groups[1].Value)))
            .Where(field => field is not ("" or "___records___"));
    }

    private static IEnumerable<string> Queries() => Queries(Objects);

    private static IEnumerable<string> Queries(IEnumerable<JsonObject> objects) =>
        objects.SelectMany(one => one.AllObjects()).Where(one => one.Text("language") == "kuery").Select(one => one.Text("query")).Distinct();

    private static IEnumerable<string> Actions(string query) =>
        QueriedActions().Matches(query).SelectMany(match => match.Groups[1].Value.Split([' ', '"', '(', ')'], StringSplitOptions.RemoveEmptyEntries)).Where(word => word != "or");

    private static HashSet<string> Catalogue()
    {
        using var stream = Assembly.Load("AtlassianAudit.Collector").GetManifestResourceStream("actions.tsv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Skip(1).Select(line => line.Split('\t')[0]).Where(action => action.Length > 0)];
    }

    /// <summary>With what is kept as text of JSON as JSON.</summary>
    private static JsonNode Expanded(JsonNode json)
    {
        foreach (var one in json.AllObjects().ToList())
            foreach (var name in one.Select(member => member.Key).Where(name => name.EndsWith("JSON", StringComparison.Ordinal)).ToList())
                one[name] = one.Parsed(name);
        return json;
    }

    [GeneratedRegex(@"([\w@.]+)\s*:")]
    private static partial Regex QueriedFields();

    [GeneratedRegex(@"event\.action: (\([^)]*\)|\S+)")]
    private static partial Regex QueriedActions();

    [GeneratedRegex(@"event\.(?:category|type|outcome): (?:\([^)]*\)|\S+)")]
    private static partial Regex EventValues();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"doc\['([^']+)'\]")]
    private static partial Regex ScriptFields();
}
