using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.ClusterTests;

/// <summary>Silos of the baseline and of today as one cluster on a real Redis, one replaced after the other while events flow.</summary>
public sealed class RollingUpgrades
{
    private const int Organizations = 24;
    private const string Before = "before", Today = "today";

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<string, string> _versions = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 600_000)]
    public async Task And_the_way_back_lose_nothing_and_double_nothing()
    {
        var baseline = new HostPlace { Assembly = await BaselineBuild.HostAssemblyAsync(Cancellation) };
        Say("the baseline is built");
        await using var cluster = await CollectingCluster.StartAsync(silos: 0);
        var (before1, before2) = (await StartAsync(cluster, Before, baseline), await StartAsync(cluster, Before, baseline));

        // A user each, so that hardly anybody waits for a turn: where somebody does while its silo goes down, the baseline hangs, which DrainingSilos shows mended.
        await cluster.CollectAsync(Organizations, users: Organizations, pollIntervalSeconds: 3, eventsPerMinute: 30);

        var today1 = await StartAsync(cluster, Today);
        await EndAsync(cluster, before1);
        await BothServeAsync(cluster, before2, today1);
        var today2 = await StartAsync(cluster, Today);
        await EndAsync(cluster, before2);
        await ServesAsync(cluster, today2, Today);

        var back = await StartAsync(cluster, Before, baseline);
        await EndAsync(cluster, today1);
        await BothServeAsync(cluster, back, today2);
        await EndAsync(cluster, today2);
        await ServesAsync(cluster, back, Before);
        await cluster.AssertEverythingArrivedOnceAsync();
    }

    private async Task<HostProcess> StartAsync(CollectingCluster cluster, string version, HostPlace? place = null)
    {
        var silo = cluster.Collector.Add(place: place);
        _versions[$"silo-{cluster.Collector.Hosts.Count}"] = version;
        await silo.StartAsync(Cancellation);
        Say($"one of {version} is ready");
        return silo;
    }

    /// <summary>Tells a silo to end, and waits until the others poll everything.</summary>
    private async Task EndAsync(CollectingCluster cluster, HostProcess silo)
    {
        await silo.SignalAsync("TERM");
        await silo.EndedAsync(Cancellation);
        Say("one has ended");
        var polled = await cluster.UntilPolledSinceAsync(cluster.Organizations, TimeProvider.System.GetUtcNow());
        Say($"the others poll everything, {polled.TotalSeconds:0.0} s later");
    }

    /// <summary>Both versions have organizations, and each answers for those of the other one.</summary>
    private async Task BothServeAsync(CollectingCluster cluster, HostProcess before, HostProcess today)
    {
        await ServesAsync(cluster, before, Before, Today);
        await ServesAsync(cluster, today, Before, Today);
    }

    /// <summary>A silo answers for every organization, polls and all; they live on silos of these versions.</summary>
    private async Task ServesAsync(CollectingCluster cluster, HostProcess silo, params string[] versions)
    {
        var asked = TimeProvider.System.GetUtcNow();
        var living = new List<string>();
        foreach (var organization in cluster.Organizations)
        {
            var status = await silo.Http.GetFromJsonAsync<JsonElement>($"/api/v1/organizations/{organization.Id}", Cancellation);
            living.Add(_versions[status.GetProperty("silo").GetString()!]);
            using var poll = await silo.Http.PostAsync(new Uri($"/api/v1/organizations/{organization.Id}/poll", UriKind.Relative), null, Cancellation);
            poll.EnsureSuccessStatusCode();
        }

        Assert.Equal(versions, living.Distinct().Order());
        await cluster.UntilPolledSinceAsync(cluster.Organizations, asked);
        Say($"one answers for all, which live on {string.Join(" and ", versions)}");
    }

    private void Say(string what) => TestContext.Current.TestOutputHelper!.WriteLine($"{_clock.Elapsed.TotalSeconds,6:0.0} s: {what}");
}
