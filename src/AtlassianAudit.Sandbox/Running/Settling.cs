using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>
/// Waits until whatever was generated has arrived, and then until each organization has asked twice more: what a cursor that was not written would deliver again comes
/// only with the next page, and is there when the page after it is asked for.
/// </summary>
internal sealed class Settling(AtlassianWorld atlassian, ElasticsearchWorld elasticsearch, TimeProvider time)
{
    private const int Rounds = 2;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <param name="organizations">Those that are looked at; nothing happens in them any more.</param>
    /// <param name="liveSince">From when on delays count.</param>
    /// <param name="patience">How long what was generated last may take to arrive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RunSummary> SettleAsync(IReadOnlyList<SampleOrganization> organizations, DateTimeOffset liveSince, TimeSpan patience, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + patience;
        DateTimeOffset? arrived = null;
        while (true)
        {
            var summary = RunSummary.Of(atlassian, elasticsearch, organizations, liveSince);
            if (arrived is null && summary.Lines.All(line => line.Missing == 0))
                arrived = time.GetUtcNow();
            if (time.GetUtcNow() >= until || organizations.All(organization => HaveAskedSince(organization, arrived)))
                return summary;
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    private bool HaveAskedSince(SampleOrganization organization, DateTimeOffset? arrived) =>
        atlassian.Requests(organization.Id).Count(request => request.Time > arrived && request.Status == 200) >= Rounds;
}
