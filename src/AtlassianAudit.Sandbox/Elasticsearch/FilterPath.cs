using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary><c>filter_path</c>: keeps what one of the dotted paths names; <c>*</c> stands for any name. Objects that lose everything are dropped, from arrays, too.</summary>
internal static class FilterPath
{
    public static JsonNode Apply(JsonNode body, string paths) =>
        Keep(body, [.. paths.Split(',').Select(path => path.Split('.'))]) ?? new JsonObject();

    private static JsonNode? Keep(JsonNode? node, IReadOnlyList<string[]> paths)
    {
        if (paths.Any(path => path.Length == 0))
            return node?.DeepClone();
        switch (node)
        {
            case JsonArray array:
                var items = array.Select(item => Keep(item, paths)).Where(item => item is not null).ToArray();
                return items.Length > 0 ? new JsonArray(items) : null;
            case JsonObject obj:
                var kept = new JsonObject();
                foreach (var (name, value) in obj)
                {
                    string[][] below = [.. paths.Where(path => Wildcard.Matches(path[0], name)).Select(path => path[1..])];
                    if (below.Length > 0 && Keep(value, below) is { } part)
                        kept[name] = part;
                }

                return kept.Count > 0 ? kept : null;
            default:
                return null;
        }
    }
}
