using AtlassianAudit.Contracts;
using static AtlassianAudit.Collector.Shipping.Kibana.Panels;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>What happens in the organizations of a tenant.</summary>
internal static class OverviewDashboard
{
    public static Dashboard Build() => new("atlassian-audit-overview", "[Logs Atlassian Cloud] Overview", "What happens in Atlassian Cloud organizations: who does what, from where, and what fails")
    {
        Datasets = [DataStreams.AuditDataset],
        Controls = Control.Common,
        Rows =
        [
            new Row(
                6,
                Number("Total events", Column.Count()),
                Number("Unique actors", Column.Unique("user.id", "Actors")),
                Alarm("Failed events", Column.Count("Failures"), Kql.Failures),
                Number("Policy changes", Column.Count("Changes"), Kql.PolicyChanges),
                Number("Tokens created", Column.Count("Tokens"), Kql.TokensCreated),
                Alarm("Administrator changes", Column.Count("Changes"), Kql.AdminChanges)),
            new Row(15, Bars("Events over time", "event.category", "Category")),
            new Row(
                15,
                Share("Categories", "event.category", "Category"),
                Share("Outcomes", "event.outcome", "Outcome"),
                Share("Countries", "source.geo.country_name", "Country")),
            new Row(
                15,
                Ranking("Top actions", "event.action", "Action"),
                Ranking("Top actors", "user.name", "Actor"),
                Ranking("Top source addresses", "source.ip", "Source address")),
            new Row(
                15,
                Share("Areas", "atlassian_cloud.audit.action.group", "Area"),
                Ranking("Apps and services that act", "atlassian_cloud.audit.actor.app.name", "App"),
                Ranking("How actors signed in", "atlassian_cloud.audit.actor.auth.auth_type", "Kind of sign-in")),
            new Row(
                15,
                Ranking("What fails", "event.action", "Action", Column.Count("Failures"), Kql.Failures),
                Ranking("Users acted upon", "user.target.name", "User"),
                Ranking("Policies and settings changed", "event.action", "Action", Column.Count("Changes"), Kql.PolicyChanges)),
            new Row(18, new SearchPanel("Recent audit events", SavedSearch.AuditEvents)),
        ],
    };
}
