namespace AtlassianAudit.Contracts.Organizations;

/// <summary>How long Atlassian keeps the events of an organization.</summary>
public static class AtlassianRetention
{
    /// <summary>Days.</summary>
    public const int Days = 180;
}
