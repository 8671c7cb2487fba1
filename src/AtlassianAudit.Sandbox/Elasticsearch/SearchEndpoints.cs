using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>Looking documents up: <c>_search</c>, <c>_count</c> and <c>_mget</c>.</summary>
internal sealed class SearchEndpoints(ElasticsearchWorld world)
{
    private const int DefaultSize = 10;

    public Task SearchAsync(HttpContext context, string target) => AnswerAsync(context, "read", target, body =>
    {
        var found = Find(target, body);
        var hits = found.Skip(body["from"]?.GetValue<int>() ?? 0).Take(body["size"]?.GetValue<int>() ?? DefaultSize).Select(Hit(body["_source"]));
        return new JsonObject
        {
            ["took"] = 1,
            ["timed_out"] = false,
            ["hits"] = new JsonObject
            {
                ["total"] = new JsonObject { ["value"] = found.Count, ["relation"] = "eq" },
                ["hits"] = new JsonArray([.. hits]),
            },
        };
    });

    public Task CountAsync(HttpContext context, string target) =>
        AnswerAsync(context, "read", target, body => new JsonObject { ["count"] = Find(target, body).Count });

    /// <summary>By id, in one backing index named for each; a data stream's own name is no index.</summary>
    public Task MultiGetAsync(HttpContext context, string? target) => AnswerAsync(context, "read", null, body =>
    {
        var wanted = body["docs"] is JsonArray docs
            ? docs.Select(doc => (Index: doc!["_index"]?.ToString() ?? target ?? "", Id: doc["_id"]!.ToString()))
            : ((JsonArray)body["ids"]!).Select(id => (Index: target ?? "", Id: id!.ToString()));
        return new JsonObject { ["docs"] = new JsonArray([.. wanted.Select(pair => Get(pair.Index, pair.Id, body["_source"]))]) };
    });

    private JsonObject Get(string index, string id, JsonNode? source)
    {
        var answer = new JsonObject { ["_index"] = index, ["_id"] = id };
        if (world.Stream(index) is not null)
            answer["error"] = new ApiFailure(400, "illegal_argument_exception", $"The multi get request does not support data streams: [{index}]").ToError();
        else if (world.Indices(index).FirstOrDefault() is not { } found)
            answer["error"] = ApiFailure.NoSuchIndex(index).ToError();
        else
        {
            var document = found.Find(id);
            answer["found"] = document is not null;
            if (document is not null && !IsFalse(source))
                answer["_source"] = JsonNode.Parse(document.Source);
        }

        return answer;
    }

    private List<(StoredDocument Document, JsonNode Source)> Find(string target, JsonObject body) =>
    [
        .. world.Indices(target)
            .SelectMany(index => index.Documents)
            .Select(document => (Document: document, Source: JsonNode.Parse(document.Source)!))
            .Where(pair => QueryMatch.Matches(body["query"] as JsonObject, pair.Document, pair.Source))
            .OrderBy(pair => pair.Source["@timestamp"]?.ToString(), StringComparer.Ordinal),
    ];

    private static Func<(StoredDocument Document, JsonNode Source), JsonNode> Hit(JsonNode? source) => pair =>
    {
        var hit = new JsonObject { ["_index"] = pair.Document.Index, ["_id"] = pair.Document.Id };
        if (!IsFalse(source))
            hit["_source"] = pair.Source.DeepClone();
        return hit;
    };

    private static bool IsFalse(JsonNode? source) => source?.GetValueKind() == JsonValueKind.False;

    private async Task AnswerAsync(HttpContext context, string right, string? target, Func<JsonObject, JsonObject> answer)
    {
        if (RequestChecks.Check(context, world, "track_total_hits", "size", "from", "sort", "ignore_unavailable", "allow_no_indices", "expand_wildcards", "realtime", "_source", "rest_total_hits_as_int") is { } refused)
        {
            await context.SendAsync(refused);
            return;
        }

        var bytes = await context.ReadBodyAsync();
        JsonObject? result = null;
        ApiFailure? failure = null;
        try
        {
            var body = bytes.Length == 0 ? [] : (JsonObject)JsonNode.Parse(bytes)!;
            lock (world.Gate)
            {
                if (!world.Rights.May(context.Request.Headers.Authorization, right))
                    failure = new ApiFailure(403, "security_exception", $"action [indices:data/read/search] is unauthorized for API key on indices [{target}]");
                else if (target is not null && !target.Contains('*', StringComparison.Ordinal) && !world.Indices(target).Any())
                    failure = ApiFailure.NoSuchIndex(target);
                else
                    result = answer(body);
            }
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or NullReferenceException or InvalidCastException)
        {
            failure = new ApiFailure(400, "parsing_exception", exception.Message);
        }

        await (failure is null ? context.SendAsync(200, result!) : context.SendAsync(failure));
    }
}
