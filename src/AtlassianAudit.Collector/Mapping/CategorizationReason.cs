namespace AtlassianAudit.Collector.Mapping;

/// <summary>Says in one sentence why an action is categorised as it is.</summary>
internal static class CategorizationReason
{
    public static string Why(string action)
    {
        var made = ActionTokens.Categorize(action);
        return $"the words of '{action}' say {string.Join(" + ", made.Category)}, {string.Join(" + ", made.Type)}, {made.Outcome}";
    }
}
