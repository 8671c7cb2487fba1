namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>An audit action as the catalogue lists it, with the types of context that its events carry.</summary>
internal sealed record AuditAction(string Id, string DisplayName, string Group, params string[] Context)
{
    /// <summary>The actions of the emulated organizations: real ids, as Atlassian's catalogue has them.</summary>
    public static IReadOnlyList<AuditAction> All { get; } =
    [
        new("user_login", "Logged in to account", "ATLASSIAN ACCOUNTS", "users"),
        new("user_logout", "Logged out of account", "ATLASSIAN ACCOUNTS", "users"),
        new("user_created", "Created account for user", "USER MANAGEMENT", "users"),
        new("user_password_reset_requested", "Prompted user to reset password", "USER MANAGEMENT", "users"),
        new("user_last_active_dates_viewed", "Viewed last active dates", "USER MANAGEMENT", "users"),
        new("user_auth_policy_changed", "Changed user's authentication policy", "SECURITY POLICIES", "users"),
        new("scim_user_create", "Added user from identity provider", "USER PROVISIONING", "users"),
        new("scim_user_delete", "Removed user from identity provider", "USER PROVISIONING", "users"),
        new("mfa_delete_users", "Reset two-step verification for user", "SECURITY POLICIES", "users"),
        new("user_granted_product_access", "Granted product access to user", "USER MANAGEMENT", "users", "sites"),
        new("user_revoked_product_access", "Revoked product access from user", "USER MANAGEMENT", "users", "sites"),
        new("user_granted_role", "Granted role to user for product", "USER MANAGEMENT", "users", "sites"),
        new("user_invited", "Invited user to site", "USER MANAGEMENT", "invited-user", "sites"),
        new("user_added_to_group", "Added user to group", "USER MANAGEMENT", "users", "groups"),
        new("user_removed_from_group", "Removed user from group", "USER MANAGEMENT", "users", "groups"),
        new("scim_group_add_member", "Added user to group", "USER PROVISIONING", "users", "groups"),
        new("group_created", "Created group", "USER MANAGEMENT", "groups"),
        new("group_deleted", "Deleted group", "USER MANAGEMENT", "groups"),
        new("group_granted_product_access", "Granted product access to group", "USER MANAGEMENT", "groups", "sites"),
        new("group_added_to_site", "Synced group to site", "USER PROVISIONING", "groups", "sites"),
        new("api_token_created", "Created admin API key", "SETTINGS", "orgs"),
        new("api_token_revoked", "Revoked admin API key", "SETTINGS", "orgs"),
        new("auth_policy_updated", "Updated authentication policy", "SECURITY POLICIES", "orgs"),
        new("saml_config_updated", "Updated SAML configuration", "SECURITY POLICIES", "orgs"),
        new("policy_updated", "Edited policy", "SECURITY POLICIES", "orgs"),
        new("policy_created", "Created policy", "SECURITY POLICIES", "orgs"),
        new("export_audit_log", "Exported organization audit log", "SETTINGS", "orgs"),
        new("data_security_policy_created", "Created data security policy", "SECURITY POLICIES", "organization"),
        new("added_org_admin", "Added user as organization admin", "SETTINGS", "users", "orgs"),
        new("site_created", "New site created", "SETTINGS", "sites"),
        new("site_rename_event", "Initiated update to site URL", "SETTINGS", "sites"),
        new("confluence_page_created", "Created Confluence page", "CONFLUENCE USER ACTIONS", "sites", "space"),
        new("confluence_page_viewed", "Viewed Confluence page", "CONFLUENCE USER ACTIONS", "sites", "space"),
        new("confluence_page_updated", "Edited Confluence page", "CONFLUENCE USER ACTIONS", "sites", "space"),
        new("confluence_page_deleted", "Deleted Confluence page", "CONFLUENCE USER ACTIONS", "sites", "space"),
        new("confluence_added_space_permission", "Added Confluence space permission", "CONFLUENCE USER ACTIONS", "sites", "space"),
        new("confluence_export_space_download", "Downloaded Confluence space export", "CONFLUENCE USER ACTIONS", "sites", "space"),
        new("confluence_app_api_activity", "Third-party app Confluence API request", "CONFLUENCE APP ACTIONS", "sites", "apps"),
        new("jira_app_api_activity", "Third-party app Jira API request", "JIRA APP ACTIONS", "sites", "apps"),
        new("confluence_upm_app_install_failed", "Confluence app failed installation", "CONFLUENCE APP ACTIONS", "sites", "apps"),
        new("jira_issue_created", "Created Jira issue", "JIRA USER ACTIONS", "sites"),
        new("jira_issue_viewed", "Viewed Jira issue", "JIRA USER ACTIONS", "sites"),
        new("jira_issue_updated", "Edited Jira issue", "JIRA USER ACTIONS", "sites"),
        new("jira_issue_deleted", "Deleted Jira issue", "JIRA USER ACTIONS", "sites"),
        new("jsm_report_exported", "Exported reports", "JIRA SERVICE MANAGEMENT PROJECT ACTIONS", "sites"),
        new("bitbucket_cloud_user_ssh_key_revoked", "Revoked user SSH key", "BITBUCKET CLOUD USER ACTIONS", "unit"),
    ];

    /// <summary>
    /// Actions that came after every list of them: in the catalogue, and in posted events. One of them says by its words what it is about, one by its group only,
    /// one not at all.
    /// </summary>
    public static IReadOnlyList<AuditAction> Newer { get; } =
    [
        new("confluence_whiteboard_viewed", "Viewed Confluence whiteboard", "CONFLUENCE USER ACTIONS", "sites", "space"),
        new("gsync_reconnected", "Reconnected to Google Workspace", "USER PROVISIONING", "orgs"),
        new("atlas_goal_scored", "Scored goal", "ATLAS GOALS", "sites"),
    ];
}
