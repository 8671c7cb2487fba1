namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>API keys and what they may do. While none was made, everybody may do everything.</summary>
internal sealed class AccessRights
{
    private const string Everything = "all";
    private readonly Dictionary<string, HashSet<string>> _keys = new(StringComparer.Ordinal);

    public void Add(string apiKey, IEnumerable<string> rights) => _keys[apiKey] = new HashSet<string>(rights, StringComparer.Ordinal);

    /// <summary>True when the header names somebody who is let in.</summary>
    public bool Knows(string? authorization) => _keys.Count == 0 || Find(authorization) is not null;

    public bool May(string? authorization, string right) =>
        _keys.Count == 0 || (Find(authorization) is { } rights && (rights.Contains(Everything) || rights.Contains(right)));

    private HashSet<string>? Find(string? authorization) =>
        authorization is not null && authorization.StartsWith("ApiKey ", StringComparison.OrdinalIgnoreCase) ? _keys.GetValueOrDefault(authorization["ApiKey ".Length..].Trim()) : null;
}
