using AtlassianAudit.Contracts;
using static AtlassianAudit.Collector.Shipping.Kibana.Panels;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>Who signs in, who fails to, and what changes about who may.</summary>
internal static class AuthenticationDashboard
{
    public static Dashboard Build() => new("atlassian-audit-authentication", "[Logs Atlassian Cloud] Authentication", "Sign-ins to Atlassian Cloud, failed ones above all, and what changes about who may sign in and administer")
    {
        Datasets = [DataStreams.AuditDataset],
        Controls = Control.Common,
        Rows =
        [
            new Row(
                6,
                Number("Sign-in events", Column.Count(), Kql.SignIns),
                Alarm("Failed sign-ins", Column.Count("Failures"), Kql.FailedSignIns),
                Number("Unique users", Column.Unique("user.id", "Users"), Kql.SignIns),
                Number("Unique source addresses", Column.Unique("source.ip", "Addresses"), Kql.SignIns),
                Number("Unique countries", Column.Unique("source.geo.country_name", "Countries"), Kql.SignIns)),
            new Row(15, Bars("Outcomes over time", "event.outcome", "Outcome", Kql.SignIns)),
            new Row(
                15,
                Share("Sign-in events by action", "event.action", "Action", Kql.SignIns),
                Share("Sign-ins by country", "source.geo.country_name", "Country", Kql.SignedIn),
                Ranking("Failed sign-ins by user", "user.name", "User", Column.Count("Failures"), Kql.FailedSignIns)),
            new Row(
                15,
                Ranking("Failed sign-ins by source address", "source.ip", "Source address", Column.Count("Failures"), Kql.FailedSignIns),
                Ranking("Users seen in several countries", "user.name", "User", Column.Unique("source.geo.country_name", "Countries"), Kql.SignedIn),
                Ranking("Password resets by user", "user.name", "User", Column.Count("Resets"), Kql.PasswordResets)),
            new Row(
                15,
                Bars("Administrators added and removed", "event.action", "Action", Kql.AdminChanges),
                Ranking("Weaker sign-in rules", "event.action", "Action", Column.Count("Changes"), Kql.WeakerSignIn) with { Width = 16 }),
            new Row(18, new SearchPanel("Recent failed sign-ins and admin changes", SavedSearch.Suspicious)),
        ],
    };
}
