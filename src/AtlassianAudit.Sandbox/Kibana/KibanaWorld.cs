using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Kibana;

/// <summary>What the emulated Kibana knows. One lock guards it all.</summary>
internal sealed class KibanaWorld
{
    private readonly Dictionary<(string Space, string Object), JsonObject> _objects = [];

    public Lock Gate { get; } = new();

    public string Version { get; set; } = "9.1.0";

    public HashSet<string> Spaces { get; } = new(StringComparer.Ordinal) { "default" };

    /// <summary>By value of the <c>Authorization</c> header, whether it may write. While there is none, everybody may.</summary>
    public Dictionary<string, bool> Credentials { get; } = new(StringComparer.Ordinal);

    /// <summary>Objects, as <c>type:id</c>, whose import fails.</summary>
    public HashSet<string> Failing { get; } = new(StringComparer.Ordinal);

    /// <summary>Where a status other than 200 is to be answered to everything.</summary>
    public int? Status { get; set; }

    /// <summary>Nothing is answered any more.</summary>
    public bool Hangs { get; set; }

    /// <summary>Completes with the first request that is not answered.</summary>
    public TaskCompletionSource Hung { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All objects of a space, as <c>type:id</c>.</summary>
    public IReadOnlyDictionary<string, JsonObject> Objects(string space)
    {
        lock (Gate)
            return _objects.Where(pair => pair.Key.Space == space).ToDictionary(pair => pair.Key.Object, pair => pair.Value, StringComparer.Ordinal);
    }

    /// <summary>Stores what can be stored, and says of each object what became of it.</summary>
    public JsonObject Import(string space, IReadOnlyList<JsonObject> objects, bool overwrite)
    {
        lock (Gate)
        {
            var results = new JsonArray();
            var errors = new JsonArray();
            var known = objects.Select(NameOf).Concat(_objects.Keys.Where(key => key.Space == space).Select(key => key.Object)).ToHashSet(StringComparer.Ordinal);
            foreach (var one in objects)
            {
                var name = NameOf(one);
                var exists = _objects.ContainsKey((space, name));
                var error = ImportError(one, name, known) ?? (exists && !overwrite ? new JsonObject { ["type"] = "conflict" } : null);
                if (error is not null)
                {
                    errors.Add(Result(one, ("error", error)));
                    continue;
                }

                _objects[(space, name)] = one;
                results.Add(exists ? Result(one, ("overwrite", true)) : Result(one));
            }

            var answer = new JsonObject { ["successCount"] = results.Count, ["success"] = errors.Count == 0, ["warnings"] = new JsonArray() };
            if (results.Count > 0)
                answer["successResults"] = results;
            if (errors.Count > 0)
                answer["errors"] = errors;
            return answer;
        }
    }

    private JsonObject? ImportError(JsonObject one, string name, HashSet<string> known)
    {
        if (!SavedObjectRules.IsKnownType(one.Text("type")))
            return new JsonObject { ["type"] = "unsupported_type" };
        var missing = one.List("references").Where(reference => !known.Contains(NameOf(reference))).ToList();
        if (missing.Count > 0)
            return new JsonObject
            {
                ["type"] = "missing_references",
                ["references"] = new JsonArray([.. missing.Select(reference => new JsonObject { ["type"] = reference.Text("type"), ["id"] = reference.Text("id") })]),
            };
        var problem = Failing.Contains(name) ? "It was made to fail." : SavedObjectRules.Problems(one).FirstOrDefault();
        return problem is null ? null : new JsonObject { ["type"] = "unknown", ["statusCode"] = 400, ["error"] = "Bad Request", ["message"] = problem };
    }

    private static JsonObject Result(JsonObject one, params (string Name, JsonNode Value)[] more)
    {
        var result = new JsonObject
        {
            ["type"] = one.Text("type"),
            ["id"] = one.Text("id"),
            ["meta"] = new JsonObject { ["title"] = one.Object("attributes").Text("title") },
        };
        foreach (var (name, value) in more)
            result[name] = value;
        return result;
    }

    private static string NameOf(JsonObject one) => $"{one.Text("type")}:{one.Text("id")}";
}
