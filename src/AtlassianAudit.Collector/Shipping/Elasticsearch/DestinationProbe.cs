using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AtlassianAudit.Contracts.Destinations;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>Asks a cluster what it is and what the credential may do, and says what is not as it should be.</summary>
internal sealed class DestinationProbe(IElasticsearchTransport transport)
{
    private static readonly (string Right, string Loses)[] Rights =
    [
        ("create_doc", "nothing can be delivered"),
        ("auto_configure", "the data stream of a new namespace cannot be created"),
        ("read", "events shipped before a rollover cannot be looked up, so exactly one copy is not promised after one"),
        ("view_index_metadata", "a rollover cannot be seen, so exactly one copy is not promised after one"),
    ];

    private const int MostNamed = 5;

    /// <summary>The credential is accepted: who is not known is answered 401.</summary>
    private const int MayNotAskWhatItIs = 403;

    public async Task<DestinationTest> AskAsync(bool setUpTemplates, Func<Task<TemplateState?>> setUp, UnmappedField unmapped, CancellationToken cancellationToken)
    {
        var info = await transport.SendAsync(HttpMethod.Get, "/", [], BodyKind.Json, cancellationToken);
        if (!info.IsSuccess && info.Status != MayNotAskWhatItIs)
            return new DestinationTest(false, null, "unknown", null, [info.Failure ?? Refused(info)]);

        var problems = ImmutableArray.CreateBuilder<string>();
        if (info.Status == MayNotAskWhatItIs)
            problems.Add("The credential lacks monitor on the cluster: its version cannot be read. Nothing else needs that right.");
        else if (Version(info) is null)
            problems.Add("What answers is no Elasticsearch: it says no version. Check the destination's urls.");
        if (setUpTemplates && await setUp() is { Problem: { } notSetUp } templates)
            problems.Add(templates.Request is { } request ? $"{notSetUp}. What another product's template, such as Elastic's own package, needs besides: {request}" : notSetUp + ".");
        var template = await TemplateAsync(cancellationToken);
        if (template == "missing")
            problems.Add($"There is no index template {OwnTemplate.Audit.Name}; documents go where Elasticsearch's built-in template for logs-*-* puts them.");
        var rights = await RightsAsync(cancellationToken);
        foreach (var (right, loses) in Rights)
            if (rights is not null && !rights.GetValueOrDefault(right))
                problems.Add($"The credential lacks {right} on logs-atlassian_cloud.*: {loses}.");
        if (await unmapped.LackingAsync($"{OwnTemplate.Audit.Name}-*", cancellationToken) is { Count: > 0 } lacking)
            problems.Add($"{Listed(lacking)} does not map {UnmappedField.Name} in its write index: attributes that no rule maps are left out there. "
                + "Once the template maps it, POST /<stream>/_rollover makes an index that does.");
        return new DestinationTest(true, Version(info), template, rights, problems.ToImmutable());
    }

    private static string Listed(IReadOnlyList<string> streams) =>
        streams.Count <= MostNamed ? string.Join(", ", streams) : $"{string.Join(", ", streams.Take(MostNamed))} (and {streams.Count - MostNamed} more)";

    private async Task<string> TemplateAsync(CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(HttpMethod.Get, OwnTemplate.Audit.Path, [], BodyKind.Json, cancellationToken);
        if (answer.Status == 404)
            return "missing";
        if (!answer.IsSuccess)
            return "unknown";
        if (OwnTemplate.Audit.In(answer) is not { } found)
            return "unknown";
        return OwnTemplate.VersionOf(found) is not null ? "ours"
            : found["_meta"]?["package"] is not null ? "fleet"
            : "other";
    }

    private async Task<ImmutableDictionary<string, bool>?> RightsAsync(CancellationToken cancellationToken)
    {
        var privileges = string.Join(',', Rights.Select(right => $"\"{right.Right}\""));
        var body = Encoding.UTF8.GetBytes($$"""{"index":[{"names":["logs-atlassian_cloud.*"],"privileges":[{{privileges}}]}]}""");
        var answer = await transport.SendAsync(HttpMethod.Post, "/_security/user/_has_privileges", [body], BodyKind.Json, cancellationToken);
        return answer.IsSuccess ? answer.Read(Held) : null;
    }

    private static ImmutableDictionary<string, bool> Held(JsonElement answer)
    {
        var has = answer.GetProperty("index").EnumerateObject().First().Value;
        return Rights.ToImmutableDictionary(right => right.Right, right => has.TryGetProperty(right.Right, out var value) && value.ValueKind == JsonValueKind.True);
    }

    /// <summary>Null where something answers that is no Elasticsearch.</summary>
    private static string? Version(ElasticsearchAnswer info) => info.Read(root => root.GetProperty("version").GetProperty("number").GetString());

    private static string Refused(ElasticsearchAnswer answer) => answer.Status == 401
        ? $"Elasticsearch refuses the destination's credential ({answer.Status}){ElasticsearchError.Read(answer.Body.Span)}. Set its apiKey, or its username and password, anew."
        : $"Elasticsearch answered {answer.Status}{ElasticsearchError.Read(answer.Body.Span)}. Check the destination's urls.";
}
