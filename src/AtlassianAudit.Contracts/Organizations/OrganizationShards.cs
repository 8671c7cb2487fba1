namespace AtlassianAudit.Contracts.Organizations;

/// <summary>Which shard of the directory an organization belongs to: the same on every silo and in every version.</summary>
public static class OrganizationShards
{
    /// <summary>Number of shards. Persisted entries depend on it: it never changes.</summary>
    public const int Count = 32;

    /// <summary>The shard of an organization id (FNV-1a over its UTF-16 units).</summary>
    public static int Of(string organizationId)
    {
        var hash = 2166136261u;
        foreach (var c in organizationId)
            hash = (hash ^ c) * 16777619u;
        return (int)(hash % Count);
    }
}
