namespace AtlassianAudit.Host.Security;

/// <summary>Who may use the management API from the start: the names of the section <c>Management</c>, so that any other stops the start.</summary>
internal sealed class ManagementOptions
{
    public const string Section = "Management";

    /// <summary>The administrator's token, stored hashed; null = one is made at the first start, and printed once.</summary>
    public string? AdminToken { get; set; }
}
