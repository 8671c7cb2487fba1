namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>What can be made to go wrong: on <c>events-stream</c>, and the last of them on <c>event-actions</c>.</summary>
internal enum Fault
{
    RateLimited,
    Unauthorized,
    Forbidden,
    NotEntitled,
    ServerError,
    CursorExpired,
    Slow,
    Garbage,
    NullNext,
    Truncated,
    CatalogueError,
}

/// <summary>The names of the faults in the sandbox's own door.</summary>
internal static class FaultNames
{
    private static readonly Dictionary<string, Fault> ByName = new(StringComparer.Ordinal)
    {
        ["429"] = Fault.RateLimited,
        ["401"] = Fault.Unauthorized,
        ["403"] = Fault.Forbidden,
        ["entitlement"] = Fault.NotEntitled,
        ["500"] = Fault.ServerError,
        ["cursor-expired"] = Fault.CursorExpired,
        ["slow"] = Fault.Slow,
        ["garbage"] = Fault.Garbage,
        ["null-next"] = Fault.NullNext,
        ["truncated"] = Fault.Truncated,
        ["catalogue-500"] = Fault.CatalogueError,
    };

    public static string Allowed => string.Join(", ", ByName.Keys);

    public static bool TryParse(string? name, out Fault fault) => ByName.TryGetValue(name ?? "", out fault);

    public static string Name(Fault fault) => ByName.First(pair => pair.Value == fault).Key;
}
