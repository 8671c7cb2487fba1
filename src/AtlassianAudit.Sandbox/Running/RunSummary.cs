using System.Globalization;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>What arrived of what was generated, for every organization.</summary>
internal sealed record RunSummary(IReadOnlyList<RunSummary.Line> Lines)
{
    /// <summary>True when every event arrived exactly once and no limit was exceeded.</summary>
    public bool IsPerfect => Lines.All(line => line is { Missing: 0, Doubled: 0, Throttled: 0 });

    /// <summary>Compares both sides for each organization.</summary>
    public static RunSummary Of(AtlassianWorld atlassian, ElasticsearchWorld elasticsearch, IReadOnlyList<SampleOrganization> organizations, DateTimeOffset liveSince)
    {
        var delivered = Delivered.ByOrganization(elasticsearch, organizations.Select(organization => organization.Namespace).Distinct());
        return new RunSummary([.. organizations.Select(organization => Compare(
            organization.Name,
            atlassian.GeneratedIds(organization.Id).Where(e => e.Id is not null).ToDictionary(e => e.Id!, e => e.ProcessedAt),
            delivered[organization.Id],
            liveSince,
            atlassian.Requests(organization.Id).Count(request => request.Status == StatusCodes.Status429TooManyRequests)))]);
    }

    /// <summary>Compares what Atlassian generated with what Elasticsearch holds.</summary>
    /// <param name="organization">The organization's name.</param>
    /// <param name="generated">Event id and when Atlassian showed it.</param>
    /// <param name="delivered">Event id and when Elasticsearch stored it; one entry per copy.</param>
    /// <param name="liveSince">Delays count for events that appeared since then: history is not late, it is history.</param>
    /// <param name="throttled">429 answers.</param>
    public static Line Compare(
        string organization,
        IReadOnlyDictionary<string, DateTimeOffset> generated,
        IEnumerable<(string EventId, DateTimeOffset StoredAt)> delivered,
        DateTimeOffset liveSince,
        int throttled)
    {
        var copies = delivered.ToLookup(document => document.EventId, document => document.StoredAt);
        var delays = from pair in generated
                     where pair.Value >= liveSince && copies.Contains(pair.Key)
                     select copies[pair.Key].Min() - pair.Value;
        return new Line(
            organization,
            generated.Count,
            generated.Keys.Count(copies.Contains),
            generated.Keys.Count(id => !copies.Contains(id)),
            copies.Count(group => group.Count() > 1),
            delays.DefaultIfEmpty(TimeSpan.Zero).Max(),
            throttled);
    }

    public void Print(TextWriter to)
    {
        to.WriteLine($"{"organization",-24}{"generated",10}{"delivered",10}{"missing",9}{"doubled",9}{"longest delay",15}{"429s",6}");
        foreach (var line in Lines)
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{line.Organization,-24}{line.Generated,10}{line.Delivered,10}{line.Missing,9}{line.Doubled,9}{line.LongestDelay.TotalSeconds,13:0.0} s{line.Throttled,6}"));
    }

    internal sealed record Line(string Organization, int Generated, int Delivered, int Missing, int Doubled, TimeSpan LongestDelay, int Throttled);
}
