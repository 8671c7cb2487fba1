using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>What arrives, for somebody who watches: how much of each organization, and the newest events. Looks again by itself.</summary>
internal sealed class ArrivalsPage(ElasticsearchWorld world)
{
    private const string Streams = "logs-atlassian_cloud.audit-*";
    private const int Newest = 25;

    public IResult Show()
    {
        var arrived = world.Documents(Streams).Select(Read).OrderByDescending(arrival => arrival.StoredAt).ToList();
        var page = new StringBuilder("""
            <!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Arrivals</title>
            <style>body{font:14px system-ui;margin:2em}table{border-collapse:collapse;margin-bottom:2em}td,th{text-align:left;padding:.2em 1.2em .2em 0}</style>
            <h1>Arrived in Elasticsearch</h1><table><tr><th>Organization</th><th>Events</th><th>Newest</th></tr>
            """);
        foreach (var organization in arrived.GroupBy(arrival => arrival.Organization).OrderBy(group => group.Key, StringComparer.Ordinal))
            Row(page, organization.Key, organization.Count().ToString(CultureInfo.InvariantCulture), Time(organization.First().StoredAt));
        page.Append("</table><table><tr><th>Stored</th><th>Organization</th><th>Who</th><th>What</th><th></th></tr>");
        foreach (var arrival in arrived.Take(Newest))
            Row(page, Time(arrival.StoredAt), arrival.Organization, arrival.User, arrival.Action, arrival.Message);
        return Results.Content(page.Append("</table>").ToString(), "text/html; charset=utf-8");
    }

    private static Arrival Read(StoredDocument document)
    {
        using var source = JsonDocument.Parse(document.Source);
        string Text(string parent, string name) =>
            source.RootElement.TryGetProperty(parent, out var found) && found.TryGetProperty(name, out var value) ? value.ToString() : "";
        var message = source.RootElement.TryGetProperty("message", out var text) ? text.ToString() : "";
        return new Arrival(document.StoredAt, Text("organization", "name"), Text("user", "name"), Text("event", "action"), message);
    }

    private static void Row(StringBuilder page, params string[] cells)
    {
        page.Append("<tr>");
        foreach (var cell in cells)
            page.Append("<td>").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
        page.Append("</tr>");
    }

    private static string Time(DateTimeOffset at) => at.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private sealed record Arrival(DateTimeOffset StoredAt, string Organization, string User, string Action, string Message);
}
