using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>Component and index templates, with the built-in ones for <c>logs-*-*</c>, and how they compose.</summary>
internal sealed class TemplateStore
{
    private readonly Dictionary<string, JsonObject> _components = new(StringComparer.Ordinal)
    {
        ["logs@mappings"] = Parse("""{"template":{"mappings":{"properties":{"@timestamp":{"type":"date"},"data_stream":{"properties":{"type":{"type":"constant_keyword","value":"logs"},"dataset":{"type":"constant_keyword"},"namespace":{"type":"constant_keyword"}}}}}}}"""),
        ["logs@settings"] = Parse("""{"template":{"settings":{"index":{"lifecycle":{"name":"logs"},"mapping":{"ignore_malformed":false}}}}}"""),
        ["ecs@mappings"] = Parse("""{"template":{"mappings":{"properties":{"event":{"properties":{"created":{"type":"date"},"ingested":{"type":"date"}}},"source":{"properties":{"ip":{"type":"ip"}}},"related":{"properties":{"ip":{"type":"ip"}}}}}}}"""),
    };

    private readonly Dictionary<string, JsonObject> _templates = new(StringComparer.Ordinal)
    {
        ["logs"] = Parse("""{"index_patterns":["logs-*-*"],"priority":100,"data_stream":{},"composed_of":["logs@mappings","logs@settings","logs@custom","ecs@mappings"],"ignore_missing_component_templates":["logs@custom"],"_meta":{"managed":true}}"""),
    };

    public JsonObject? Component(string name) => _components.GetValueOrDefault(name);

    public JsonObject? Template(string name) => _templates.GetValueOrDefault(name);

    /// <summary>The component templates that a template is composed of.</summary>
    public IEnumerable<JsonObject> Composed(string template) => Strings(Template(template)?["composed_of"]).Select(Component).OfType<JsonObject>();

    public void PutComponent(string name, JsonObject component) => _components[name] = component;

    public bool RemoveTemplate(string name) => _templates.Remove(name);

    /// <summary>Removes a component template, or says why it cannot be; null where there is none.</summary>
    public ApiFailure? RemoveComponent(string name, out bool removed)
    {
        removed = false;
        var users = _templates.Where(template => Strings(template.Value["composed_of"]).Contains(name) && !Strings(template.Value["ignore_missing_component_templates"]).Contains(name)).Select(template => template.Key).ToList();
        if (users.Count > 0)
            return new ApiFailure(400, "illegal_argument_exception", $"component templates [{name}] cannot be removed as they are still in use by index templates [{string.Join(", ", users)}]");
        removed = _components.Remove(name);
        return null;
    }

    /// <summary>Stores an index template, or says why it cannot be.</summary>
    public ApiFailure? PutTemplate(string name, JsonObject template)
    {
        var patterns = Strings(template["index_patterns"]);
        if (patterns.Count == 0)
            return new ApiFailure(400, "action_request_validation_exception", "Validation Failed: 1: index patterns are missing;");

        var ignored = Strings(template["ignore_missing_component_templates"]);
        var missing = Strings(template["composed_of"]).Where(component => !_components.ContainsKey(component) && !ignored.Contains(component)).ToList();
        if (missing.Count > 0)
            return new ApiFailure(400, "invalid_index_template_exception", $"index_template [{name}] invalid, cause [index template [{name}] specifies component templates [{string.Join(", ", missing)}] that do not exist]");

        var priority = Priority(template);
        foreach (var (other, existing) in _templates.Where(pair => pair.Key != name && Priority(pair.Value) == priority))
            if (Strings(existing["index_patterns"]).Any(theirs => patterns.Any(ours => Wildcard.Overlap(ours, theirs))))
                return new ApiFailure(400, "illegal_argument_exception", $"index template [{name}] has index patterns [{string.Join(", ", patterns)}] matching patterns from existing templates [{other}] that have the same priority [{priority}], multiple index templates may not match during index creation, please use a different priority");

        _templates[name] = template;
        return null;
    }

    /// <summary>The template of highest priority that makes a data stream of this name, composed; null where none does.</summary>
    public ResolvedTemplate? Resolve(string stream)
    {
        var best = _templates
            .Where(pair => pair.Value.ContainsKey("data_stream") && Strings(pair.Value["index_patterns"]).Any(pattern => Wildcard.Matches(pattern, stream)))
            .OrderByDescending(pair => Priority(pair.Value))
            .FirstOrDefault();
        if (best.Value is not { } template)
            return null;

        var parts = Strings(template["composed_of"]).Select(name => _components.GetValueOrDefault(name)?["template"]).Append(template["template"]).OfType<JsonObject>().ToList();
        var mappings = new JsonObject();
        var settings = new JsonObject();
        foreach (var part in parts)
        {
            Merge(mappings, part["mappings"] as JsonObject);
            Merge(settings, part["settings"] as JsonObject);
        }

        var failureStore = parts.Any(part => part["data_stream_options"]?["failure_store"]?["enabled"]?.GetValue<bool>() == true);
        var lifecycle = parts.Select(part => part["lifecycle"]).LastOrDefault(given => given is not null);
        return new ResolvedTemplate(best.Key, FieldMapping.Read(mappings), Setting(settings, "final_pipeline")?.GetValue<string>(), failureStore)
        {
            Lifecycle = lifecycle,
            IlmPolicy = Setting(settings, "lifecycle.name")?.GetValue<string>(),
            PrefersIlm = Setting(settings, "lifecycle.prefer_ilm")?.GetValue<bool>() ?? true,
        };
    }

    /// <summary>An index setting, however it was nested.</summary>
    private static JsonNode? Setting(JsonObject settings, string name) =>
        settings[$"index.{name}"] ?? settings[name] ?? name.Split('.').Aggregate(settings["index"], (inner, part) => inner?[part]);

    private static long Priority(JsonObject template) => template["priority"]?.GetValue<long>() ?? 0;

    private static List<string> Strings(JsonNode? array) => array is JsonArray items ? [.. items.Select(item => item!.GetValue<string>())] : [];

    private static void Merge(JsonObject into, JsonObject? from)
    {
        foreach (var (name, value) in from ?? [])
        {
            if (into[name] is JsonObject known && value is JsonObject more)
                Merge(known, more);
            else
                into[name] = value?.DeepClone();
        }
    }

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}

/// <summary>What a template means for a data stream.</summary>
internal sealed record ResolvedTemplate(string Name, FieldMapping Mapping, string? FinalPipeline, bool HasFailureStore)
{
    /// <summary>The data stream lifecycle that a new stream begins with.</summary>
    public JsonNode? Lifecycle { get; init; }

    public string? IlmPolicy { get; init; }

    /// <summary>Where both are there, index lifecycle management goes before the data stream's own lifecycle unless told otherwise.</summary>
    public bool PrefersIlm { get; init; } = true;
}
