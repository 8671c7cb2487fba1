using System.Text;
using AtlassianAudit.Collector.Mapping;

namespace AtlassianAudit.Tests.Mapping;

public sealed class MeaningsOfActions
{
    private static readonly ActionCatalogue Own = new(
    [
        new("user_login", "Not Atlassian's name", ["PRODUCTS"]),
        new("confluence_page_frobbed", "Frobbed page", ["PRODUCTS"]),
        new("gsync_reconnected", "Reconnected to Google Workspace", ["Atlas goals", "user provisioning"]),
        new("pipeline_seen_failed", "", ["CONFLUENCE APP ACTIONS"]),
        new("atlas_goal_scored", "Scored goal", ["ATLAS GOALS"]),
        new("loom_thing_watched", "", ["LOOM USER ACTIONS"]),
    ]);

    [Theory]
    [InlineData("user_login", "authentication", "start", "success", "The table knows it.")]
    [InlineData("confluence_page_frobbed", "file", "change", "success", "The table does not know it; the words of its id speak of content.")]
    [InlineData("gsync_reconnected", "iam", "admin change", "success", "Neither the table nor the words of its id know it; it is taken for what most actions of its group user provisioning are.")]
    [InlineData("pipeline_seen_failed", "package configuration", "change", "failure", "Neither the table nor the words of its id know it; it is taken for what most actions of its group CONFLUENCE APP ACTIONS are.")]
    [InlineData("atlas_goal_scored", "configuration", "change", "success", "Neither the table, nor the words of its id, nor the organization's catalogue say what it is about.")]
    [InlineData("entirely_new", "configuration", "info", "success", "Neither the table, nor the words of its id, nor the organization's catalogue say what it is about.")]
    [InlineData("", "configuration", "info", "success", "The event names no action.")]
    public void The_table_comes_first_then_the_words_then_the_group(string action, string category, string type, string outcome, string why)
    {
        var meaning = Own.Explain(action);
        var made = meaning.Categorization;
        Assert.Equal((category, type, outcome), (string.Join(' ', made.Category), string.Join(' ', made.Type), made.Outcome));
        Assert.Equal(why, meaning.Why.Sentence);
        Assert.Equal(why.StartsWith("Neither", StringComparison.Ordinal) || why.Contains("does not know", StringComparison.Ordinal), meaning.IsUnknown);
    }

    [Fact]
    public void A_doubtful_choice_says_why() =>
        Assert.Equal("The table knows it. The group is unlinked from SCIM and stays.", ActionCatalogue.TableOnly.Explain("scim_group_protected_delete").Why.Sentence);

    [Fact]
    public void Every_group_of_the_table_gives_what_ECS_allows_whatever_is_done()
    {
        var groups = ActionTable.Rows.SelectMany(row => row.Groups).Distinct().ToList();
        Assert.NotEmpty(groups);
        foreach (var group in groups)
            foreach (var verb in new[] { "creation", "deletion", "access", "change", "info" })
                EcsMatrix.AssertAllows(ActionGroups.Categorize([group], verb, "success")!.Value.Categorization, $"{group} {verb}");
    }

    [Fact]
    public void The_words_alone_find_most_of_what_the_table_says()
    {
        var same = ActionTable.Rows.Count(row => ActionTokens.ReadId(row.Action).Categorization is var words
            && words.Outcome == row.Categorization.Outcome && words.Category.SequenceEqual(row.Categorization.Category));
        Assert.InRange(same, ActionTable.Rows.Length * 8 / 10, ActionTable.Rows.Length);
    }

    [Theory]
    [InlineData("\"user_login\"", "user_login")]
    [InlineData("\"user\\u005flogin\"", "user_login")]
    [InlineData("\"gsync_reconnected\"", "gsync_reconnected")]
    [InlineData("\"größe_geändert\"", "größe_geändert")]
    [InlineData("\"\"", "")]
    [InlineData("", "")]
    public void An_action_is_found_by_its_bytes_as_they_stand(string token, string action) =>
        Assert.Equal(action, Own.Find(Encoding.UTF8.GetBytes(token)).Action);

    [Fact]
    public void An_id_of_any_length_has_a_meaning()
    {
        var id = string.Concat(Enumerable.Repeat("user_", 20_000));
        var meaning = Own.Find(Encoding.UTF8.GetBytes($"\"{id}\""));
        Assert.Equal((id, true), (meaning.Action, meaning.Categorization.Category.Contains("iam")));
    }

    [Fact]
    public void Finding_again_allocates_nothing()
    {
        var tokens = new[] { "user_login", "gsync_reconnected", "entirely_new", "größe_geändert" }.Select(id => Encoding.UTF8.GetBytes($"\"{id}\"")).ToArray();
        Find();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Find();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Find()
        {
            foreach (var token in tokens)
                Own.Find(token);
        }
    }

    [Theory]
    [InlineData("confluence_page_viewed", true)]
    [InlineData("bitbucket_cloud_user_ssh_key_revoked", true)]
    [InlineData("loom_thing_watched", true)]
    [InlineData("user_login", false)]
    [InlineData("jira_upm_app_install_success", false)]
    [InlineData("entirely_new", false)]
    public void User_created_activity_is_known_by_its_group(string action, bool expected) => Assert.Equal(expected, Own.Explain(action).IsUserActivity);

    [Theory]
    [InlineData("user_login", """{"display_name":"Logged in to account","group":"ATLASSIAN ACCOUNTS"}""")]
    [InlineData("user_created", """{"display_name":"Created account for user","group":["USER MANAGEMENT","ATLASSIAN ACCOUNTS"]}""")]
    [InlineData("beacon_alert_viewed", """{"display_name":"Viewed alert"}""")]
    [InlineData("bitbucket_cloud_workspace_private_content_enforcement_enabled", """{"group":"BITBUCKET CLOUD WORKSPACE ACTIONS"}""")]
    [InlineData("gsync_reconnected", """{"display_name":"Reconnected to Google Workspace","group":["Atlas goals","user provisioning"]}""")]
    [InlineData("user_login_failed", null)]
    [InlineData("entirely_new", null)]
    public void Documents_carry_what_the_catalogue_says_of_their_action(string action, string? expected)
    {
        var document = Mapped.Document($$"""{"id":"e1","attributes":{"time":"2026-05-19T10:00:00Z","action":"{{action}}"} }""", Mapped.Organization with { Actions = Own });
        Assert.Equal(expected, document.Text("atlassian_cloud/audit/action"));
        Assert.Equal(Own.Explain(action).Categorization.Category, document.Texts("event/category"));
        Assert.Equal(Own.Explain(action).Categorization.Type, document.Texts("event/type"));
    }
}
