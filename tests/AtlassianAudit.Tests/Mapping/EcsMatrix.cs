using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Tests.Mapping;

/// <summary>
/// What ECS 9.3 allows: the categories, and which types it expects of each.
/// <see href="https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category"/>
/// </summary>
internal static class EcsMatrix
{
    private static readonly string[] Outcomes = ["failure", "success", "unknown"];

    private static readonly Dictionary<string, string[]> Expected = new()
    {
        ["api"] = ["access", "admin", "allowed", "change", "creation", "deletion", "denied", "end", "info", "start", "user"],
        ["authentication"] = ["start", "end", "info"],
        ["configuration"] = ["access", "change", "creation", "deletion", "info"],
        ["database"] = ["access", "change", "info", "error"],
        ["driver"] = ["change", "end", "info", "start"],
        ["email"] = ["info"],
        ["file"] = ["access", "change", "creation", "deletion", "info"],
        ["host"] = ["access", "change", "end", "info", "start"],
        ["iam"] = ["admin", "change", "creation", "deletion", "group", "info", "user"],
        ["intrusion_detection"] = ["allowed", "denied", "info"],
        ["library"] = ["start"],
        ["malware"] = ["info"],
        ["network"] = ["access", "allowed", "connection", "denied", "end", "info", "protocol", "start"],
        ["package"] = ["access", "change", "deletion", "info", "installation", "start"],
        ["process"] = ["access", "change", "end", "info", "start"],
        ["registry"] = ["access", "change", "creation", "deletion"],
        ["session"] = ["start", "end", "info"],
        ["threat"] = ["indicator"],
        ["vulnerability"] = ["info"],
        ["web"] = ["access", "error", "info"],
    };

    /// <summary>The types that only one of two categories expects, and that say more of it than what both expect.</summary>
    private static readonly (string Category, string[] Types)[] OfOneOnly =
        [("iam", ["user", "group", "admin"]), ("package", ["installation"]), ("configuration", ["access"])];

    public static void AssertAllows(Categorization made, string of)
    {
        Assert.True(made.Category.Length > 0 && made.Type.Length > 0 && Outcomes.Contains(made.Outcome), of);
        Assert.True(made.Category.Distinct().Count() == made.Category.Length && made.Type.Distinct().Count() == made.Type.Length, of);
        Assert.All(made.Category, category => Assert.True(Expected.TryGetValue(category, out var types) && (types.Intersect(made.Type).Any() || made.Category.Length > 1), $"{of}: {category}"));
        Assert.All(made.Type, type => Assert.True(
            made.Category.All(category => Expected[category].Contains(type)) || OfOneOnly.Any(only => made.Category.Contains(only.Category) && only.Types.Contains(type)), $"{of}: {type}"));
    }
}
