using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using AtlassianAudit.Contracts;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// A template of this build. It says whose it is and which version in its <c>_meta</c>; with any change of its content the version grows, so that what an
/// earlier version put into a cluster is replaced.
/// </summary>
/// <param name="Kind">The API it belongs to.</param>
/// <param name="Name">Its name in the cluster.</param>
/// <param name="Body">What is sent.</param>
internal sealed record OwnTemplate(string Kind, string Name, string Body)
{
    private const string ManagedBy = "atlassian-audit";
    private const string IndexTemplate = "index_template";
    private const string ComponentTemplate = "component_template";

    public static readonly OwnTemplate
        Audit = Read(IndexTemplate, $"logs-{DataStreams.AuditDataset}", "audit-template.json"),
        AuditMappings = Read(ComponentTemplate, $"{Audit.Name}@{ManagedBy}", "audit-mappings.json"),

        // Where another template serves the audit stream: the fields that Elastic's own package does not map.
        AuditCustom = Read(ComponentTemplate, $"{Audit.Name}@custom", "audit-custom.json"),
        DeadLetter = Read(IndexTemplate, $"logs-{DataStreams.DeadLetterDataset}", "dead-letter-template.json");

    public int Version { get; } = VersionOf(JsonNode.Parse(Body)!) ?? throw new InvalidOperationException($"The resource of {Name} has no version.");

    public string Path => $"/_{Kind}/{Name}";

    public byte[] Bytes => Encoding.UTF8.GetBytes(Body);

    /// <summary>The template itself in the answer to a GET; null where that is no such answer, but a proxy's page.</summary>
    public JsonObject? In(ElasticsearchAnswer answer) => answer.Read(root => JsonObject.Create(root.GetProperty($"{Kind}s")[0].GetProperty(Kind).Clone()));

    /// <summary>The version of a template that a build of this product made; 0 = one that had none yet; null = somebody else made it.</summary>
    public static int? VersionOf(JsonNode template) =>
        template["_meta"]?["managed_by"]?.ToString() == ManagedBy ? (template["_meta"]!["version"] as JsonValue)?.GetValue<int>() ?? 0 : null;

    /// <summary>The fields of this component template that another one does not map, or maps as another type.</summary>
    public IReadOnlyList<string> LackingIn(JsonObject component)
    {
        // Somebody may have mapped the same field in both notations.
        var types = FieldsOf(component).ToLookup(field => field.Key, field => field.Value, StringComparer.Ordinal);
        return [.. FieldsOf(JsonNode.Parse(Body)!).Where(field => !types[field.Key].Contains(field.Value)).Select(field => field.Key)];
    }

    private static IEnumerable<KeyValuePair<string, string>> FieldsOf(JsonNode component) => FieldsOf(component["template"]?["mappings"], "");

    private static IEnumerable<KeyValuePair<string, string>> FieldsOf(JsonNode? mapping, string path)
    {
        if (mapping is not JsonObject known)
            yield break;
        if (known["type"]?.ToString() is { } type)
            yield return new(path, type);
        foreach (var (name, inner) in known["properties"] as JsonObject ?? [])
            foreach (var field in FieldsOf(inner, path.Length > 0 ? $"{path}.{name}" : name))
                yield return field;
    }

    private static OwnTemplate Read(string kind, string name, string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Templates.{resource}")
            ?? throw new InvalidOperationException($"The resource {resource} is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new OwnTemplate(kind, name, reader.ReadToEnd());
    }
}
