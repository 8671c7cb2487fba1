namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>What can be made to go wrong with bulk requests and their items.</summary>
internal enum ElasticsearchFault
{
    BulkRejected,
    Unavailable,
    TimeoutAfterApply,
    TooLarge,
    Hang,
    ItemRejected,
    Mapping,
    DiskFull,
    ItemForbidden,
    WriteBlock,
    ShardLimit,
}

/// <summary>The names of the faults in the sandbox's own door.</summary>
internal static class ElasticsearchFaultNames
{
    private static readonly Dictionary<string, ElasticsearchFault> ByName = new(StringComparer.Ordinal)
    {
        ["bulk-429"] = ElasticsearchFault.BulkRejected,
        ["503"] = ElasticsearchFault.Unavailable,
        ["timeout-after-apply"] = ElasticsearchFault.TimeoutAfterApply,
        ["413"] = ElasticsearchFault.TooLarge,
        ["hang"] = ElasticsearchFault.Hang,
        ["item-429"] = ElasticsearchFault.ItemRejected,
        ["mapping"] = ElasticsearchFault.Mapping,
        ["disk-full"] = ElasticsearchFault.DiskFull,
        ["item-403"] = ElasticsearchFault.ItemForbidden,
        ["write-block"] = ElasticsearchFault.WriteBlock,
        ["shard-limit"] = ElasticsearchFault.ShardLimit,
    };

    public static string Allowed => string.Join(", ", ByName.Keys);

    public static bool TryParse(string? name, out ElasticsearchFault fault) => ByName.TryGetValue(name ?? "", out fault);

    public static string Name(ElasticsearchFault fault) => ByName.First(pair => pair.Value == fault).Key;

    /// <summary>True for faults of a whole request; the others hit single items.</summary>
    public static bool IsOfRequest(ElasticsearchFault fault) => fault <= ElasticsearchFault.Hang;
}
