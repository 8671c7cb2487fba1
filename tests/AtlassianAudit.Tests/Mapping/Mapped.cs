using System.Text;
using System.Text.Json;
using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Tests.Mapping;

/// <summary>Maps one event as the collector does.</summary>
internal static class Mapped
{
    public static readonly DateTimeOffset CollectedAt = new(2026, 5, 19, 12, 0, 0, TimeSpan.Zero);

    public static readonly MappingContext Organization = new()
    {
        OrganizationId = "org-1",
        OrganizationName = "Acme",
        Tenant = "acme",
        Namespace = "acme",
    };

    public static JsonElement Document(string json, MappingContext? context = null)
    {
        var (result, lines) = Lines(Encoding.UTF8.GetBytes(json), context);
        Assert.Null(result.Rejection);
        return JsonElement.Parse(lines[1]);
    }

    public static (MapResult Result, string[] Lines) Lines(byte[] json, MappingContext? context = null)
    {
        using var batch = new BatchWriter("logs-atlassian_cloud.audit-acme");
        var result = new EventMapper(context ?? Organization).Map(json, CollectedAt, batch);
        return (result, Encoding.UTF8.GetString(batch.Written).Split('\n'));
    }

    /// <summary>An event with the given attributes, as the body of a JSON object.</summary>
    public static JsonElement Event(string attributes, MappingContext? context = null) =>
        Document($$"""{"type":"events","id":"e1","attributes":{"time":"2026-05-19T10:00:00Z","action":"user_login",{{attributes}} } }""", context);

    /// <summary>The value at a dotted path; null where there is none.</summary>
    public static JsonElement? At(this JsonElement element, string path)
    {
        foreach (var name in path.Split('/'))
        {
            if (element.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index < element.GetArrayLength())
                element = element[index];
            else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element;
    }

    public static string? Text(this JsonElement element, string path) => element.At(path)?.ToString();

    public static string[] Texts(this JsonElement element, string path) => [.. element.At(path)?.EnumerateArray().Select(item => item.ToString()) ?? []];
}
