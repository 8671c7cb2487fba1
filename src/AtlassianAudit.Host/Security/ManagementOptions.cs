namespace AtlassianAudit.Host.Security;

/// <summary>Who may use the management API from the start. Section <c>Management</c>.</summary>
internal sealed class ManagementOptions
{
    public const string Section = "Management";

    /// <summary>The administrator's token, stored hashed; null = one is made at the first start, and printed once.</summary>
    public string? AdminToken { get; set; }
}
