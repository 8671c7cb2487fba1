using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Tests.Mapping;

public sealed class TableOfActions
{
    private const int KnownActions = 583;

    public static TheoryData<string> Failures => new(
        "confluence_upm_app_auto_update_failed_permission_required", "confluence_upm_app_disable_failure", "confluence_upm_app_enable_failed",
        "confluence_upm_app_install_failed", "confluence_upm_app_install_failed_unsupported_protocol", "confluence_upm_app_uninstall_failed",
        "confluence_upm_app_update_failed", "domain_auth_policy_failed", "jira_upm_app_auto_update_failed_permission_required", "jira_upm_app_disable_failure",
        "jira_upm_app_enable_failed", "jira_upm_app_install_failed", "jira_upm_app_install_failed_unsupported_protocol", "jira_upm_app_uninstall_failed",
        "jira_upm_app_update_failed", "upp_confluence_page_export_deny", "user_auth_policy_failed", "user_login_failed");

    [Fact]
    public void Every_known_action_is_there_once_and_in_order()
    {
        var ids = ActionTable.Rows.Select(row => row.Action).ToList();
        Assert.Equal(KnownActions, ids.Count);
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.All(ActionTable.Rows, row => Assert.Same(row, ActionTable.Find(row.Action)));
    }

    [Fact]
    public void Every_row_is_one_that_ECS_allows() => Assert.All(ActionTable.Rows, row => EcsMatrix.AssertAllows(row.Categorization, row.Action));

    [Fact]
    public void What_is_about_identities_alone_says_whom() =>
        Assert.All(ActionTable.Rows.Where(row => row.Categorization.Category is ["iam"]), row => Assert.True(row.Categorization.Type.Intersect(["user", "group", "admin"]).Any(), row.Action));

    [Fact]
    public void At_most_one_in_twenty_is_left_to_the_catch_all() =>
        Assert.InRange(ActionTable.Rows.Count(row => row.Categorization.IsCatchAll), 0, KnownActions / 20);

    [Fact]
    public void Failures_and_attempts_are_those_whose_id_says_so()
    {
        Assert.Equal(Failures.Select(row => row.Data), Of("failure"));
        Assert.Equal(["confluence_upm_app_auto_update_attempt", "jira_upm_app_auto_update_attempt"], Of("unknown"));

        static IEnumerable<string> Of(string outcome) => ActionTable.Rows.Where(row => row.Categorization.Outcome == outcome).Select(row => row.Action);
    }

    [Fact]
    public void Notes_are_sentences() => Assert.All(
        ActionTable.Rows.Select(row => ((ActionReason.Table)row.Why).Note).Where(note => note.Length > 0), note => Assert.Matches(@"^[A-Za-z].*[^ ]\.$", note));

    [Theory]
    [InlineData("user_login", "authentication", "start")]
    [InlineData("user_logout", "authentication", "end")]
    [InlineData("user_logged_in_as_user", "authentication", "start")]
    [InlineData("password_reset_request", "authentication", "info")]
    [InlineData("user_created", "iam", "user creation")]
    [InlineData("added_org_admin", "iam", "admin creation")]
    [InlineData("api_admin_users_search", "iam", "user info")]
    [InlineData("export_api_keys", "iam", "admin info")]
    [InlineData("export_managed_account", "iam", "user info")]
    [InlineData("scim_group_create", "iam", "group creation")]
    [InlineData("user_added_to_group", "iam", "group user change")]
    [InlineData("scim_group_protected_delete", "iam", "group change")]
    [InlineData("bitbucket_cloud_user_app_password_created", "iam", "user creation")]
    [InlineData("jsm_organization_deleted", "iam", "group deletion")]
    [InlineData("jsm_portal_group_deleted", "configuration", "deletion")]
    [InlineData("auth_policy_updated", "iam configuration", "change")]
    [InlineData("saml_config_deleted", "iam configuration", "deletion")]
    [InlineData("organization_policies_viewed", "iam configuration", "access info")]
    [InlineData("organization_policy_validated", "iam configuration", "access info")]
    [InlineData("approved_users_access_request", "iam", "user creation")]
    [InlineData("bitbucket_cloud_invitation_accepted", "iam", "user creation")]
    [InlineData("set_session_policy", "iam configuration", "change")]
    [InlineData("external_users_policy_removed_user", "iam configuration", "user deletion")]
    [InlineData("twosv_disabled_for_user", "iam configuration", "user change")]
    [InlineData("data_security_policy_app_removed", "configuration", "change")]
    [InlineData("classification_level_created", "configuration", "creation")]
    [InlineData("custom_domain_threat_detected", "threat", "indicator")]
    [InlineData("user_created_activity_disabled", "configuration", "change")]
    [InlineData("jira_issue_type_deleted", "configuration", "deletion")]
    [InlineData("jsm_team_managed_project_creation_settings_updated", "iam configuration", "change")]
    [InlineData("bitbucket_cloud_connect_app_uninstalled", "package configuration", "deletion")]
    [InlineData("jira_upm_app_install_success", "package configuration", "installation")]
    [InlineData("confluence_page_viewed", "file", "access")]
    [InlineData("confluence_export_space_download", "file", "access")]
    [InlineData("jira_issue_deleted", "file", "deletion")]
    [InlineData("confluence_added_content_restriction", "iam configuration", "change")]
    [InlineData("loom_video_password_updated", "iam configuration", "change")]
    [InlineData("confluence_accessed_api", "api", "access")]
    [InlineData("jira_app_api_activity", "api", "access")]
    [InlineData("beacon_alert_viewed", "configuration", "access")]
    [InlineData("beacon_alerts_bulk_updated", "configuration", "change")]
    [InlineData("beacon_detection_disabled", "configuration", "change")]
    public void Each_principle_holds(string action, string category, string type)
    {
        var made = ActionTable.Find(action)!.Categorization;
        Assert.Equal((category, type), (string.Join(' ', made.Category), string.Join(' ', made.Type)));
    }

    /// <summary>What is not left to its catch-all there; rules and dashboards written for it go on working.</summary>
    [Theory]
    [InlineData("api_token_created", "iam", "creation")]
    [InlineData("api_token_revoked", "iam", "deletion")]
    [InlineData("data_classification_policy_update", "iam configuration", "change")]
    [InlineData("marketplace_app_installed", "configuration package", "installation")]
    [InlineData("org_settings_update", "iam configuration", "change")]
    [InlineData("organization_users_viewed", "iam", "info")]
    [InlineData("user_invitation_sent", "iam", "user creation")]
    [InlineData("user_invited", "iam", "user creation")]
    [InlineData("user_profile_viewed", "iam", "user")]
    [InlineData("user_removed_from_group", "iam", "user deletion")]
    [InlineData("user_removed_from_site", "iam", "user deletion")]
    public void What_the_reference_integration_says_is_contained(string action, string category, string type)
    {
        var made = ActionTable.Find(action)!.Categorization;
        Assert.Subset(made.Category.ToHashSet(), category.Split(' ').ToHashSet());
        Assert.Subset(made.Type.ToHashSet(), type.Split(' ').ToHashSet());
    }

    [Theory]
    [InlineData("user_login\tauthentication\tstart\tsuccess")]
    [InlineData("user_login\t\tstart\tsuccess\t\t\t")]
    [InlineData("")]
    public void A_line_that_is_no_row_is_named(string line) =>
        Assert.Contains("columns are action, category", Assert.Throws<FormatException>(() => ActionTable.ReadRow(line)).Message, StringComparison.Ordinal);
}
