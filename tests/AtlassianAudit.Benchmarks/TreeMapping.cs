using System.Text.Encodings.Web;
using System.Text.Json;
using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Benchmarks;

/// <summary>The same document the usual way: the event read into a <see cref="JsonDocument"/>, an object built of it and serialized. What the benchmark compares with.</summary>
internal static class TreeMapping
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Map(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var (attributes, message) = (At(root, "attributes"), At(root, "message"));
        var (actor, location) = (At(attributes, "actor"), At(attributes, "location"));
        var (id, email, name) = (Text(actor, "id"), Text(actor, "email"), Text(actor, "name"));
        var isHuman = email?.Contains('@', StringComparison.Ordinal) == true || id?.Contains(':', StringComparison.Ordinal) == true || Guid.TryParse(id, out _) || id?.Length == 24;
        var action = Text(attributes, "action") ?? "";
        var categorization = ActionCatalogue.TableOnly.Explain(action).Categorization;
        var targets = At(attributes, "context") is { ValueKind: JsonValueKind.Array } context ? context.EnumerateArray().Where(item => Text(item, "type") == "users").ToList() : [];
        var (auth, onBehalfOf, app) = (At(actor, "auth"), At(actor, "onBehalfOf"), At(actor, "app"));
        var related = new[] { name, email, Text(onBehalfOf, "name"), Text(onBehalfOf, "email") }
            .Concat(targets.SelectMany(target => new[] { Text(At(target, "attributes"), "name"), Text(At(target, "attributes"), "email") })).Where(user => user is not null).Distinct();
        return JsonSerializer.SerializeToUtf8Bytes(
            Members(
                ("@timestamp", Text(attributes, "time")),
                ("ecs", Members(("version", "9.3.0"))),
                ("data_stream", Members(("type", "logs"), ("dataset", "atlassian_cloud.audit"), ("namespace", "acme"))),
                ("observer", Members(("vendor", "Atlassian"), ("product", "Atlassian Cloud"), ("type", "saas"))),
                ("input", Members(("type", "atlassian-audit"))),
                ("organization", Members(("id", "org"), ("name", "Acme"))),
                ("labels", Members(("tenant", "acme"))),
                ("event", Members(
                    ("id", Text(root, "id")), ("action", action), ("kind", "event"), ("category", categorization.Category), ("type", categorization.Type), ("outcome", categorization.Outcome),
                    ("module", "atlassian_cloud"), ("dataset", "atlassian_cloud.audit"), ("created", Text(attributes, "processedAt")), ("reference", Text(At(root, "links"), "self")))),
                ("message", Text(message, "content")),
                ("user", Members(
                    ("id", isHuman ? id : null), ("name", isHuman ? name : null), ("full_name", isHuman ? name : null), ("email", isHuman ? email : null),
                    ("target", targets.Count == 0 ? null : Members(("id", Text(targets[0], "id")), ("name", Text(At(targets[0], "attributes"), "name")), ("email", Text(At(targets[0], "attributes"), "email")))))),
                ("source", Members(
                    ("ip", Text(location, "ip")),
                    ("geo", Members(("city_name", Text(location, "city")), ("country_name", Text(location, "countryName")), ("region_name", Text(location, "regionName")))))),
                ("related", Members(("ip", Text(location, "ip") is { } ip ? new[] { ip } : null), ("user", related))),
                ("atlassian_cloud", Members(("audit", Members(
                    ("actor", Members(
                        ("auth", Members(("auth_type", Text(auth, "authType")), ("token_id", Text(auth, "tokenId")), ("token_label", Text(auth, "tokenLabel")))),
                        ("on_behalf_of", Members(("id", Text(onBehalfOf, "id")), ("name", Text(onBehalfOf, "name")), ("email", Text(onBehalfOf, "email")))),
                        ("app", Members(("id", Text(app, "id") ?? (isHuman ? null : id)), ("name", isHuman ? null : name), ("type", Text(app, "type")), ("attributes", At(app, "attributes")))))),
                    ("context", At(attributes, "context")),
                    ("container", At(attributes, "container")),
                    ("location", Members(("geo", Text(location, "geo")))),
                    ("message", Members(("format", Text(message, "format")))),
                    ("unmapped", Members(("actor.picture", At(actor, "picture")), ("correlationId", At(attributes, "correlationId")))))))),
                ("tags", MappingContext.DefaultTags)),
            Options);
    }

    private static Dictionary<string, object>? Members(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var made = new Dictionary<string, object>(members.Length);
        foreach (var (name, value) in members)
            if (value is not null)
                made[name] = value;
        return made.Count == 0 ? null : made;
    }

    private static JsonElement? At(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? parent, string name) => At(parent, name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;
}
