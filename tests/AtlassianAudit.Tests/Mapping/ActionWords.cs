using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Tests.Mapping;

public sealed class ActionWords
{
    [Theory]
    [InlineData("user_login", "authentication", "start", "success")]
    [InlineData("user_login_failed", "authentication", "info", "failure")]
    [InlineData("user_logged_out", "authentication", "end", "success")]
    [InlineData("api_token_created", "iam", "user creation", "success")]
    [InlineData("added_org_admin", "iam", "admin creation", "success")]
    [InlineData("scim_group_create", "iam", "group creation", "success")]
    [InlineData("group_deleted", "iam", "group deletion", "success")]
    [InlineData("app_installed", "package configuration", "installation", "success")]
    [InlineData("app_uninstalled", "package configuration", "deletion", "success")]
    [InlineData("confluence_added_space_permission", "iam configuration", "change", "success")]
    [InlineData("password_policy_updated", "iam configuration", "change", "success")]
    [InlineData("user_app_password_created", "iam configuration", "creation", "success")]
    [InlineData("data_residency_moved", "configuration", "change", "success")]
    [InlineData("jira_issue_type_renamed", "configuration", "change", "success")]
    [InlineData("goal_exported", "file", "access", "success")]
    [InlineData("jira_issue_viewed", "file", "access", "success")]
    [InlineData("user_accessed_api", "api", "access", "success")]
    [InlineData("api_key_created", "iam", "user creation", "success")]
    [InlineData("jira_key_changed", "configuration", "change", "success")]
    [InlineData("user_login_policy_updated", "iam configuration", "change", "success")]
    [InlineData("login_settings_changed", "configuration", "change", "success")]
    [InlineData("user_login_policy_viewed", "iam configuration", "info", "success")]
    [InlineData("saml_login", "authentication", "start", "success")]
    [InlineData("jsm_failover_rule_updated", "configuration", "change", "success")]
    [InlineData("jsm_rule_fails", "configuration", "info", "failure")]
    [InlineData("something_entirely_new", "configuration", "info", "success")]
    [InlineData("release_track_attempt", "configuration", "info", "unknown")]
    [InlineData("", "configuration", "info", "success")]
    public void Words_decide_wherever_they_stand(string action, string category, string type, string outcome)
    {
        var categorization = ActionTokens.ReadId(action).Categorization;
        Assert.Equal(category.Split(' '), categorization.Category);
        Assert.Equal(type.Split(' '), categorization.Type);
        Assert.Equal(outcome, categorization.Outcome);
    }

    [Fact]
    public void Every_combination_of_words_is_one_that_ECS_allows()
    {
        string[] words = ["user", "group", "admin", "page", "app", "policy", "login", "logged", "out", "api", "activity", "threat", "permission", "viewed",
            "created", "removed", "updated", "installed", "failed", "attempt", "site"];
        foreach (var first in words)
            foreach (var second in words)
                foreach (var third in words)
                    EcsMatrix.AssertAllows(ActionTokens.ReadId($"{first}_{second}_{third}").Categorization, $"{first}_{second}_{third}");
    }
}
