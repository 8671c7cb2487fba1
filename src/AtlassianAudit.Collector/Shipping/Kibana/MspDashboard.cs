using AtlassianAudit.Contracts;
using static AtlassianAudit.Collector.Shipping.Kibana.Panels;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>All tenants of a managed service provider side by side: who is loud, who is silent, who is late, and where somebody should look.</summary>
internal static class MspDashboard
{
    /// <summary>A tenant that says nothing all week would not be on a list of this week.</summary>
    private const string LongAgo = "now-30d";

    public static Dashboard Build() => new("atlassian-audit-msp", "[Logs Atlassian Cloud] MSP overview", "All tenants side by side: activity, silence, lag, failures, new administrators, tokens and apps, and what could not be stored")
    {
        Datasets = [DataStreams.AuditDataset, DataStreams.DeadLetterDataset],
        Controls = Control.Common,
        Rows =
        [
            new Row(
                6,
                Number("Tenants", Column.Unique("labels.tenant", "Tenants"), Kql.Audit),
                Number("Organizations", Column.Unique("organization.id", "Organizations"), Kql.Audit),
                Number("Events", Column.Count(), Kql.Audit),
                Alarm("Failures", Column.Count("Failures"), Kql.Failures),
                Alarm("New administrators", Column.Count("Grants"), Kql.NewAdmins),
                Number("API tokens created", Column.Count("Tokens"), Kql.TokensCreated),
                Number("Apps installed", Column.Count("Apps"), Kql.AppsInstalled),
                Alarm("Dead letters", Column.Count("Dead letters"), Kql.DeadLetters)),
            new Row(15, Bars("Events over time by tenant", "labels.tenant", "Tenant", Kql.Audit)),
            new Row(15, Silent(), LagByTenant()),
            new Row(
                15,
                ByTenant("Failures by tenant", Kql.Failures),
                ByTenant("Failed sign-ins by tenant", Kql.FailedSignIns),
                DeadLetters()),
            new Row(
                15,
                WhoDidWhat("New administrators by tenant", Kql.NewAdmins),
                WhoDidWhat("API tokens created by tenant", Kql.TokensCreated),
                WhoDidWhat("Apps installed by tenant", Kql.AppsInstalled)),
            new Row(
                15,
                Lines("Lag over time", Kql.Audit, Percentile(ComputedFields.Published, "Until published"), Percentile(ComputedFields.Ingested, "Until ingested")) with { Computed = ComputedFields.Lag },
                Bars("Dead letters over time", "data_stream.namespace", "Namespace", Kql.DeadLetters)),
            new Row(18, new SearchPanel("Recent failed sign-ins and admin changes", SavedSearch.Suspicious)),
        ],
    };

    /// <summary>The organizations whose newest event is oldest come first. By id: not everyone has a name.</summary>
    private static LensPanel Silent()
    {
        var newest = Column.Newest("Newest event");
        var silent = Table(
            "Silent tenants, longest first",
            Kql.Audit,
            Column.Top("organization.id", "Organization", newest, size: 100, ascending: true),
            Column.Last("organization.name", "Name"),
            Column.Last("labels.tenant", "Tenant"),
            newest,
            Column.Count("Events in 30 days"));
        return silent with { From = LongAgo };
    }

    private static LensPanel LagByTenant()
    {
        var published = Percentile(ComputedFields.Published, "Until Atlassian shows it, s (p95)");
        var lag = Table(
            "Lag by tenant",
            Kql.Audit,
            Column.Top("labels.tenant", "Tenant", published, size: 100),
            published,
            Percentile(ComputedFields.Ingested, "From then until ingested, s (p95)"));
        return lag with { Computed = ComputedFields.Lag };
    }

    /// <summary>A dead letter bears its namespace, which is its tenant's, and no name.</summary>
    private static LensPanel DeadLetters()
    {
        var count = Column.Count("Dead letters");
        return Table(
            "Dead letters by tenant",
            Kql.DeadLetters,
            Column.Top("data_stream.namespace", "Namespace", count, size: 50),
            Column.Top("organization.id", "Organization", count),
            Column.Top("error.type", "Why", count, size: 5),
            count);
    }

    private static LensPanel ByTenant(string title, string query)
    {
        var count = Column.Count("Failures");
        return Table(title, query, Column.Top("labels.tenant", "Tenant", count, size: 50), Column.Top("organization.name", "Organization", count, rest: true), count);
    }

    private static LensPanel WhoDidWhat(string title, string query)
    {
        var count = Column.Count();
        return Table(title, query, Column.Top("labels.tenant", "Tenant", count, size: 50), Column.Top("organization.name", "Organization", count, rest: true), Column.Top("user.name", "By", count, rest: true), count);
    }

    private static Column Percentile(string field, string label) => Column.Percentile(field, 95, label);
}
