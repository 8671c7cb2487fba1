using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.ClusterTests;

/// <summary>Sees at Atlassian which organizations are polled.</summary>
internal sealed class PollWatch(AtlassianWorld atlassian, IReadOnlyList<SampleOrganization> organizations)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Returns when every organization has been polled since a moment, and says how long that took.</summary>
    public async Task<TimeSpan> UntilAllPolledSinceAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        while (organizations.Any(organization => !IsPolledSince(organization, since)))
        {
            if (TimeProvider.System.GetUtcNow() > since + Patience)
                Assert.Fail($"Within {Patience} these did not poll: {string.Join(", ", organizations.Where(organization => !IsPolledSince(organization, since)).Select(organization => organization.Name))}");
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }

        return TimeProvider.System.GetUtcNow() - since;
    }

    private bool IsPolledSince(SampleOrganization organization, DateTimeOffset since) =>
        atlassian.Requests(organization.Id).Any(request => request.Time > since && request.Status == 200);
}
