using System.Text.Json.Nodes;
using AtlassianAudit.Contracts;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>The questions that the panels ask, in Kibana's query language, by the categories of the mapping where those say it, else by action.</summary>
internal static class Kql
{
    public const string Everything = "";
    public const string Audit = $"data_stream.dataset: \"{DataStreams.AuditDataset}\"";
    public const string DeadLetters = $"data_stream.dataset: \"{DataStreams.DeadLetterDataset}\"";
    public const string Failures = "event.outcome: \"failure\"";
    public const string SignIns = "event.category: \"authentication\"";
    public const string SignedIn = $"{SignIns} and event.type: \"start\"";
    public const string FailedSignIns = $"{SignIns} and {Failures}";
    public const string NewAdmins = "event.action: (\"added_org_admin\" or \"group_granted_admin_access\")";
    public const string AdminChanges = "event.action: (\"added_org_admin\" or \"removed_org_admin\" or \"group_granted_admin_access\" or \"group_revoked_admin_access\")";
    public const string TokensCreated = "event.action: (\"api_token_created\" or \"ts_api_token_creation\" or \"bitbucket_cloud_user_app_password_created\")";
    public const string AppsInstalled = "event.category: \"package\" and event.type: \"installation\" and not event.outcome: \"failure\"";

    public const string PolicyChanges =
        "event.action: (*policy* or org_settings_update or saml_config_* or twosv_enforced or twosv_unenforced) and event.type: (\"creation\" or \"change\" or \"deletion\")";

    public const string PasswordResets = "event.action: (password_reset_* or user_password_reset_requested or reset_password_users or reset_all_managed_account_passwords or auth_policy_reset_passwords)";

    public const string WeakerSignIn =
        "event.action: (twosv_disabled_for_user or twosv_unenforced or mfa_delete_users or bitbucket_cloud_user_2sv_disabled or bitbucket_cloud_access_control_2sv_requirement_disabled "
        + "or saml_config_deleted or saml_policy_deleted or gsync_sso_disabled or bitbucket_cloud_access_control_ip_allowlist_enforcement_disabled)";

    /// <summary>What an intruder does to see more and be seen less.</summary>
    public const string Trespass =
        "event.category: \"threat\" or event.action: (user_logged_in_as_user or export_api_keys or export_api_tokens or export_audit_log or audit_log_webhook_deleted or user_created_activity_disabled "
        + "or beacon_detection_disabled or beacon_detection_exclusion_added or beacon_siem_deleted or scim_troubleshooting_log_cleared)";

    public const string Suspicious = $"({FailedSignIns}) or {AdminChanges} or {TokensCreated} or {WeakerSignIn} or {Trespass}";

    public static JsonObject Json(string query) => new() { ["language"] = "kuery", ["query"] = query };
}
