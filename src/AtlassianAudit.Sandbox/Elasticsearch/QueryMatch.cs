using System.Globalization;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>The part of the query language that looking documents up needs.</summary>
internal static class QueryMatch
{
    /// <exception cref="NotSupportedException">The query is beyond this emulator.</exception>
    public static bool Matches(JsonObject? query, StoredDocument document, JsonNode source)
    {
        foreach (var (kind, argument) in query ?? [])
        {
            var fits = kind switch
            {
                "match_all" => true,
                "ids" => ((JsonArray)argument!["values"]!).Any(id => id!.ToString() == document.Id),
                "term" => First(argument) is var (field, value) && Values(field, document, source).Contains((value is JsonObject wrapped ? wrapped["value"] : value)!.ToString()),
                "terms" => First(argument) is var (field, values) && Values(field, document, source).Intersect(((JsonArray)values!).Select(value => value!.ToString())).Any(),
                "exists" => Values(argument!["field"]!.ToString(), document, source).Count > 0,
                "range" => First(argument) is var (field, bounds) && Values(field, document, source).Any(value => InRange(value, (JsonObject)bounds!)),
                "bool" => Bool((JsonObject)argument!, document, source),
                _ => throw new NotSupportedException($"unknown query [{kind}]"),
            };
            if (!fits)
                return false;
        }

        return true;
    }

    private static bool Bool(JsonObject query, StoredDocument document, JsonNode source) =>
        Clauses(query["filter"]).Concat(Clauses(query["must"])).All(clause => Matches(clause, document, source))
        && !Clauses(query["must_not"]).Any(clause => Matches(clause, document, source))
        && (query["should"] is null || Clauses(query["should"]).Any(clause => Matches(clause, document, source)));

    private static IEnumerable<JsonObject> Clauses(JsonNode? clauses) => clauses switch
    {
        JsonArray several => several.Select(clause => (JsonObject)clause!),
        JsonObject one => [one],
        _ => [],
    };

    private static (string Field, JsonNode? Value) First(JsonNode? argument)
    {
        var (field, value) = ((JsonObject)argument!).First();
        return (field, value);
    }

    private static List<string> Values(string field, StoredDocument document, JsonNode source) => field switch
    {
        "_id" => [document.Id],
        "_index" => [document.Index],
        _ => [.. Below(source, field.Split('.'))],
    };

    private static IEnumerable<string> Below(JsonNode? node, ReadOnlyMemory<string> path) => node switch
    {
        JsonArray items => items.SelectMany(item => Below(item, path)),
        JsonObject obj when path.Length > 0 => Below(obj[path.Span[0]], path[1..]),
        null or JsonObject => [],
        _ => path.Length == 0 ? [node.ToString()] : [],
    };

    private static bool InRange(string value, JsonObject bounds) => bounds.All(bound => bound.Key switch
    {
        "gte" => Compare(value, bound.Value!.ToString()) >= 0,
        "gt" => Compare(value, bound.Value!.ToString()) > 0,
        "lte" => Compare(value, bound.Value!.ToString()) <= 0,
        "lt" => Compare(value, bound.Value!.ToString()) < 0,
        _ => true,
    });

    private static int Compare(string a, string b) =>
        DateTimeOffset.TryParse(a, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var left)
        && DateTimeOffset.TryParse(b, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var right)
            ? left.CompareTo(right)
            : double.TryParse(a, CultureInfo.InvariantCulture, out var x) && double.TryParse(b, CultureInfo.InvariantCulture, out var y)
                ? x.CompareTo(y)
                : string.CompareOrdinal(a, b);
}
