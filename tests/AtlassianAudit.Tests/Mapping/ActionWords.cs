using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Tests.Mapping;

public sealed class ActionWords
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["authentication"] = ["start", "end", "info"],
        ["configuration"] = ["access", "change", "creation", "deletion", "info"],
        ["file"] = ["access", "change", "creation", "deletion", "info"],
        ["iam"] = ["admin", "change", "creation", "deletion", "group", "info", "user"],
        ["package"] = ["access", "change", "deletion", "info", "installation", "start"],
        ["api"] = ["access", "admin", "allowed", "change", "creation", "deletion", "denied", "end", "info", "start", "user"],
        ["threat"] = ["indicator"],
    };

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
    [InlineData("jira_issue_viewed", "file", "access", "success")]
    [InlineData("user_accessed_api", "api", "access", "success")]
    [InlineData("something_entirely_new", "configuration", "info", "success")]
    [InlineData("release_track_attempt", "configuration", "info", "unknown")]
    [InlineData("", "configuration", "info", "success")]
    public void Words_decide_wherever_they_stand(string action, string category, string type, string outcome)
    {
        var categorization = ActionTokens.Categorize(action);
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
                {
                    var made = ActionTokens.Categorize($"{first}_{second}_{third}");
                    Assert.All(made.Type, type => Assert.Contains(made.Category, category => Allowed[category].Contains(type)));
                }
    }
}
