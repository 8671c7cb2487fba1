using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>The cluster itself, templates, data streams and rights.</summary>
internal sealed class AdminEndpoints(ElasticsearchWorld world)
{
    private static readonly JsonObject Acknowledged = new() { ["acknowledged"] = true };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", context => AnswerAsync(context, null, _ => Info()));
        routes.MapMethods("/_index_template/{name}", ["GET", "HEAD"], context => AnswerAsync(context, "manage_index_templates", _ => Listed(context, "index_templates", "index_template", world.Templates.Template)));
        routes.MapPut("/_index_template/{name}", context => AnswerAsync(context, "manage_index_templates", body => world.Templates.PutTemplate(Name(context), body) is { } failure ? failure : Acknowledged.DeepClone()));
        routes.MapDelete("/_index_template/{name}", context => AnswerAsync(context, "manage_index_templates", _ => world.Templates.RemoveTemplate(Name(context)) ? Acknowledged.DeepClone() : Missing(Name(context))));
        routes.MapMethods("/_component_template/{name}", ["GET", "HEAD"], context => AnswerAsync(context, "manage_index_templates", _ => Listed(context, "component_templates", "component_template", world.Templates.Component)));
        routes.MapPut("/_component_template/{name}", context => AnswerAsync(context, "manage_index_templates", body => PutComponent(Name(context), body)));
        routes.MapDelete("/_component_template/{name}", context => AnswerAsync(context, "manage_index_templates", _ => RemoveComponent(Name(context))));
        routes.MapPut("/_ingest/pipeline/{name}", context => AnswerAsync(context, "manage_ingest_pipelines", _ => PutPipeline(Name(context))));
        routes.MapGet("/_ingest/pipeline/{name}", context => AnswerAsync(context, null, _ => world.Pipelines.Contains(Name(context)) ? new JsonObject { [Name(context)] = new JsonObject() } : Missing(Name(context))));
        routes.MapGet("/_data_stream", context => AnswerAsync(context, "view_index_metadata", _ => DataStreams("*")));
        routes.MapGet("/_data_stream/{name}", context => AnswerAsync(context, "view_index_metadata", _ => DataStreams(Name(context))));
        routes.MapPut("/_data_stream/{name}", context => AnswerAsync(context, "auto_configure", _ => Create(Name(context))));
        routes.MapPut("/_data_stream/{name}/_lifecycle", context => AnswerAsync(context, "manage_data_stream_lifecycle", body => OnStream(context, stream => stream.Lifecycle = body.DeepClone())));
        routes.MapGet("/_data_stream/{name}/_lifecycle", context => AnswerAsync(context, "view_index_metadata", _ => Lifecycles(Name(context))));
        routes.MapPost("/{name}/_rollover", context => AnswerAsync(context, "manage", _ => OnStream(context, stream => world.Rollover(stream))));
        routes.MapPost("/{name}/_refresh", context => AnswerAsync(context, null, _ => new JsonObject { ["_shards"] = new JsonObject { ["total"] = 1, ["successful"] = 1, ["failed"] = 0 } }));
        routes.MapGet("/{name}/_mapping/field/{field}", context => AnswerAsync(context, "view_index_metadata", _ => FieldMappings(Name(context), (string)context.GetRouteValue("field")!)));
        routes.MapPut("/{name}/_settings", context => AnswerAsync(context, "manage", body => PutSettings(Name(context), body)));
        routes.MapGet("/_security/_authenticate", context => AnswerAsync(context, null, _ => new JsonObject { ["username"] = "sandbox", ["enabled"] = true, ["authentication_type"] = "api_key" }));
        routes.MapPost("/_security/user/_has_privileges", context => AnswerAsync(context, null, body => HasPrivileges(context, body)));
    }

    private static JsonObject Info() => new()
    {
        ["name"] = "sandbox",
        ["cluster_name"] = "sandbox",
        ["cluster_uuid"] = "sandboxsandboxsandbox0",
        ["version"] = new JsonObject { ["number"] = "9.2.0", ["build_flavor"] = "default", ["minimum_wire_compatibility_version"] = "8.19.0", ["minimum_index_compatibility_version"] = "8.0.0" },
        ["tagline"] = "You Know, for Search",
    };

    private static object Listed(HttpContext context, string list, string member, Func<string, JsonObject?> find) =>
        find(Name(context)) is { } found
            ? new JsonObject { [list] = new JsonArray(new JsonObject { ["name"] = Name(context), [member] = found.DeepClone() }) }
            : Missing(Name(context));

    private object PutComponent(string name, JsonObject body)
    {
        if (body["template"] is not JsonObject)
            return new ApiFailure(400, "x_content_parse_exception", "[1:1] [component_template] required [template]");
        world.Templates.PutComponent(name, body);
        return Acknowledged.DeepClone();
    }

    private object RemoveComponent(string name) =>
        world.Templates.RemoveComponent(name, out var removed) is { } failure ? failure : removed ? Acknowledged.DeepClone() : Missing(name);

    /// <summary>By backing index; nothing of an index that does not map the field, or maps it as an object.</summary>
    private object FieldMappings(string target, string field)
    {
        var indices = world.Indices(target).ToList();
        if (indices.Count == 0 && !target.Contains('*', StringComparison.Ordinal))
            return ApiFailure.NoSuchIndex(target);
        return new JsonObject(indices.Select(index => KeyValuePair.Create(index.Name, (JsonNode?)new JsonObject
        {
            ["mappings"] = index.Mapping.At(field) is not { HoldsFields: false } found
                ? new JsonObject()
                : new JsonObject { [field] = new JsonObject { ["full_name"] = field, ["mapping"] = new JsonObject { [field.Split('.')[^1]] = new JsonObject { ["type"] = found.Type } } } },
        })));
    }

    private JsonNode PutPipeline(string name)
    {
        world.Pipelines.Add(name);
        return Acknowledged.DeepClone();
    }

    private object DataStreams(string pattern)
    {
        var streams = world.Streams(pattern).ToList();
        if (streams.Count == 0 && !pattern.Contains('*', StringComparison.Ordinal))
            return ApiFailure.NoSuchIndex(pattern);
        return new JsonObject
        {
            ["data_streams"] = new JsonArray([.. streams.Select(stream => new JsonObject
            {
                ["name"] = stream.Name,
                ["timestamp_field"] = new JsonObject { ["name"] = "@timestamp" },
                ["indices"] = new JsonArray([.. stream.Indices.Select(index => new JsonObject { ["index_name"] = index.Name, ["index_uuid"] = index.Uuid })]),
                ["generation"] = stream.Generation,
                ["status"] = "GREEN",
                ["template"] = stream.Template.Name,
                ["lifecycle"] = stream.Lifecycle?.DeepClone(),
                ["ilm_policy"] = stream.Template.IlmPolicy,
                ["prefer_ilm"] = stream.Template.PrefersIlm,
                ["next_generation_managed_by"] = ManagedBy(stream),
            })]),
        };
    }

    private static string ManagedBy(DataStream stream) =>
        stream.Template.IlmPolicy is not null && (stream.Template.PrefersIlm || stream.Lifecycle is null) ? "Index Lifecycle Management"
        : stream.Lifecycle is not null ? "Data stream lifecycle"
        : "Unmanaged";

    private object Create(string name)
    {
        if (world.Stream(name) is not null)
            return new ApiFailure(400, "resource_already_exists_exception", $"data_stream [{name}] already exists");
        return world.Create(name) is null
            ? new ApiFailure(400, "illegal_argument_exception", $"no matching index template found for data stream [{name}]")
            : Acknowledged.DeepClone();
    }

    private JsonObject Lifecycles(string pattern) => new()
    {
        ["data_streams"] = new JsonArray([.. world.Streams(pattern).Select(stream => new JsonObject { ["name"] = stream.Name, ["lifecycle"] = stream.Lifecycle?.DeepClone() })]),
    };

    private object OnStream(HttpContext context, Action<DataStream> change)
    {
        if (world.Stream(Name(context)) is not { } stream)
            return ApiFailure.NoSuchIndex(Name(context));
        change(stream);
        return Acknowledged.DeepClone();
    }

    private object PutSettings(string target, JsonObject body)
    {
        var block = body["index.blocks.write"] ?? body["index"]?["blocks"]?["write"] ?? body["index"]?["blocks.write"];
        var indices = world.Indices(target).ToList();
        if (indices.Count == 0)
            return ApiFailure.NoSuchIndex(target);
        foreach (var index in indices)
            index.WriteBlocked = block?.GetValue<bool>() ?? false;
        return Acknowledged.DeepClone();
    }

    private JsonObject HasPrivileges(HttpContext context, JsonObject body)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        bool May(JsonNode? right) => world.Rights.May(authorization, right!.ToString());
        JsonObject Answer(JsonNode? rights) => new((rights as JsonArray ?? []).Select(right => KeyValuePair.Create(right!.ToString(), (JsonNode?)May(right))));

        var index = new JsonObject();
        foreach (var asked in body["index"] as JsonArray ?? [])
            foreach (var name in (JsonArray)asked!["names"]!)
                index[name!.ToString()] = Answer(asked["privileges"]);
        var cluster = Answer(body["cluster"]);
        var all = cluster.Concat(index.SelectMany(named => (JsonObject)named.Value!)).All(right => right.Value!.GetValue<bool>());
        return new JsonObject { ["username"] = "sandbox", ["has_all_requested"] = all, ["cluster"] = cluster, ["index"] = index };
    }

    private static ApiFailure Missing(string name) => new(404, "resource_not_found_exception", $"[{name}] not found");

    private static string Name(HttpContext context) => (string)context.GetRouteValue("name")!;

    /// <param name="answer">A JSON node, or an <see cref="ApiFailure"/>; called with the world's lock held.</param>
    private async Task AnswerAsync(HttpContext context, string? right, Func<JsonObject, object> answer)
    {
        if (RequestChecks.Check(context, world, "master_timeout", "timeout", "expand_wildcards", "create", "local", "wait_for_completion") is { } refused)
        {
            await context.SendAsync(refused);
            return;
        }

        object result;
        try
        {
            var bytes = await context.ReadBodyAsync();
            var body = bytes.Length == 0 ? [] : (JsonObject)JsonNode.Parse(bytes)!;
            lock (world.Gate)
                result = right is null || world.Rights.May(context.Request.Headers.Authorization, right)
                    ? answer(body)
                    : new ApiFailure(403, "security_exception", $"action is unauthorized for API key, this action is granted by the privileges [{right},all]");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or InvalidCastException)
        {
            result = new ApiFailure(400, "parse_exception", exception.Message);
        }

        await (result is ApiFailure failure ? context.SendAsync(failure) : context.SendAsync(200, (JsonNode)result));
    }
}
