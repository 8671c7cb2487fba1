namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>The kinds of panels that the dashboards are made of.</summary>
internal static class Panels
{
    private const string Calm = "#6092C0";
    private const string Alarming = "#E7664C";

    public static LensPanel Number(string title, Column metric, string query = Kql.Everything) => new(title, [metric], Chart.Metric(Calm), query);

    public static LensPanel Alarm(string title, Column metric, string query) => new(title, [metric], Chart.Metric(Alarming), query);

    public static LensPanel Share(string title, string field, string label, string query = Kql.Everything)
    {
        var count = Column.Count();
        return new LensPanel(title, [Column.Top(field, label, count, rest: true), count], Chart.Donut, query);
    }

    public static LensPanel Ranking(string title, string field, string label, string query = Kql.Everything) => Ranking(title, field, label, Column.Count(), query);

    public static LensPanel Ranking(string title, string field, string label, Column by, string query = Kql.Everything) => Table(title, query, Column.Top(field, label, by), by);

    public static LensPanel Table(string title, string query, params IReadOnlyList<Column> columns) => new(title, columns, Chart.Table, query);

    /// <summary>The values come before the time, so that the same ones are shown at every time.</summary>
    public static LensPanel Bars(string title, string field, string label, string query = Kql.Everything)
    {
        var count = Column.Count();
        return new LensPanel(title, [Column.Top(field, label, count, rest: true), Column.OverTime(), count], Chart.Bars, query);
    }

    public static LensPanel Lines(string title, string query, params IReadOnlyList<Column> metrics) => new(title, [Column.OverTime(), .. metrics], Chart.Lines, query);
}
