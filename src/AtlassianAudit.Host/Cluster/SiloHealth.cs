using System.Collections.Concurrent;
using AtlassianAudit.Contracts.Cluster;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AtlassianAudit.Host.Cluster;

/// <summary>
/// Ready = this silo is an active member of its cluster, reads the store that the silos share, and reaches at least half of them. A silo that is cut off goes on until
/// the others have voted it out; until then it should not be sent requests.
/// </summary>
internal sealed class SiloHealth(ISiloStatusOracle oracle, ISilos silos, IMembershipTable table, ILocalSiloDetails local, TimeProvider time) : IHealthCheck
{
    /// <summary>The tag of what makes a silo ready.</summary>
    public const string Ready = "ready";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Those that answered once: a silo of an older version never does.</summary>
    private readonly ConcurrentDictionary<SiloAddress, bool> _met = [];

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (silos.Phase == SiloPhase.Starting)
            return Not("starting", "The silo joins its cluster.");
        if (silos.Phase == SiloPhase.Draining)
            return Not("draining", "The silo was told to end, and hands over its organizations.");
        if (oracle.CurrentStatus != SiloStatus.Active)
            return Not("dead", $"The silo is {oracle.CurrentStatus} for the cluster, and ends itself.");
        if (await StoreProblemAsync(cancellationToken) is { } problem)
            return Not("partitioned", $"The store that the silos share cannot be read: {problem}");

        var (reached, met) = await MeetAsync();
        return 2 * (reached + 1) >= met + 1
            ? HealthCheckResult.Healthy()
            : Not("partitioned", $"The silo reaches {reached} of {met} others. Check the network between the silos.");
    }

    private static HealthCheckResult Not(string state, string reason) => HealthCheckResult.Unhealthy(reason, data: HealthAnswer.Of(state));

    private async Task<string?> StoreProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            await table.ReadAllAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return exception.Message;
        }
    }

    private async Task<(int Reached, int Met)> MeetAsync()
    {
        List<SiloAddress> others = [.. oracle.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !silo.Equals(local.SiloAddress))];
        foreach (var gone in _met.Keys.Except(others))
            _met.TryRemove(gone, out _);
        var answers = await Task.WhenAll(others.Select(async silo => (Silo: silo, Answers: await silos.AskAsync(silo) is not null)));
        foreach (var (silo, _) in answers.Where(answer => answer.Answers))
            _met[silo] = true;
        return (answers.Count(answer => answer.Answers), _met.Count);
    }
}
