using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;
using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.ClusterTests;

/// <summary>Silos of the baseline and of today as one cluster on a real Redis, one replaced after the other while events flow.</summary>
public sealed class RollingUpgrades : IAsyncLifetime
{
    private const int Organizations = 24;

    private readonly string _directory = Directory.CreateTempSubdirectory("atlassian-audit-upgrade-").FullName;
    private readonly IReadOnlyList<SampleOrganization> _organizations =
        SampleOrganization.Make(Organizations, eventsPerMinute: 30, users: Organizations / 2, pollIntervalSeconds: 3);
    private readonly List<HostProcess> _silos = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private AtlassianEmulator _atlassian = null!;
    private ElasticsearchEmulator _elasticsearch = null!;
    private RedisServer _redis = null!;
    private PollWatch _polls = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _atlassian = await AtlassianEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        _elasticsearch = await ElasticsearchEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        _redis = new RedisServer(Path.Combine(_directory, "redis"));
        await _redis.StartAsync(Cancellation);
        _polls = new PollWatch(_atlassian.World, _organizations);
        foreach (var organization in _organizations)
            _atlassian.World.AddOrganization(organization.Id, organization.Definition);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        await _redis.DisposeAsync();
        await _elasticsearch.DisposeAsync();
        await _atlassian.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact(Timeout = 600_000)]
    public async Task And_the_way_back_lose_nothing_and_double_nothing()
    {
        var baseline = await BaselineBuild.HostAssemblyAsync(Cancellation);
        Say("the baseline is built");
        var (before1, before2) = (await StartAsync("before-1", baseline), await StartAsync("before-2", baseline));
        await new CollectorSetUp(before1.Http).RunAsync(_elasticsearch.Address, requestTimeoutSeconds: 30, _organizations, Cancellation);
        await _polls.UntilAllPolledSinceAsync(TimeProvider.System.GetUtcNow(), Cancellation);

        var today1 = await StartAsync("today-1");
        await EndAsync(before1);
        await BothServeAsync(before2, today1);
        var today2 = await StartAsync("today-2");
        await EndAsync(before2);
        await ServesAsync(today2, "today");

        var back = await StartAsync("before-3", baseline);
        await EndAsync(today1);
        await BothServeAsync(back, today2);
        await EndAsync(today2);
        await ServesAsync(back, "before");
        await AssertExactlyOnceAsync();
    }

    private async Task<HostProcess> StartAsync(string name, string? assembly = null)
    {
        var settings = new Dictionary<string, string>(ClusterSettings.Of(_redis, name)) { ["Atlassian:BaseUrl"] = _atlassian.Address.ToString() };
        var silo = new HostProcess(Path.Combine(_directory, name), "token", settings: settings, assembly: assembly);
        _silos.Add(silo);
        await silo.StartAsync(Cancellation);
        Say($"{name} is ready");
        return silo;
    }

    /// <summary>Tells a silo to end, and waits until the others poll everything.</summary>
    private async Task EndAsync(HostProcess silo)
    {
        await silo.SignalAsync("TERM");
        await silo.EndedAsync(Cancellation);
        Say("one has ended");
        var polled = await _polls.UntilAllPolledSinceAsync(TimeProvider.System.GetUtcNow(), Cancellation);
        Say($"the others poll everything, {polled.TotalSeconds:0.0} s later");
    }

    /// <summary>Both versions have organizations, and each answers for those of the other one.</summary>
    private async Task BothServeAsync(HostProcess before, HostProcess today)
    {
        await ServesAsync(before, "before", "today");
        await ServesAsync(today, "before", "today");
    }

    /// <summary>A silo answers for every organization, polls and all; they live on silos of these versions.</summary>
    private async Task ServesAsync(HostProcess silo, params string[] versions)
    {
        var asked = TimeProvider.System.GetUtcNow();
        var living = new List<string>();
        foreach (var organization in _organizations)
        {
            var status = await silo.Http.GetFromJsonAsync<JsonElement>($"/api/v1/organizations/{organization.Id}", Cancellation);
            living.Add(status.GetProperty("silo").GetString()!.Split('-')[0]);
            using var poll = await silo.Http.PostAsync(new Uri($"/api/v1/organizations/{organization.Id}/poll", UriKind.Relative), null, Cancellation);
            poll.EnsureSuccessStatusCode();
        }

        Assert.Equal(versions, living.Distinct().Order());
        await _polls.UntilAllPolledSinceAsync(asked, Cancellation);
        Say($"one answers for all, which live on {string.Join(" and ", versions)}");
    }

    private async Task AssertExactlyOnceAsync()
    {
        foreach (var organization in _organizations)
            _atlassian.World.AddOrganization(organization.Id, new OrganizationDefinition { EventsPerMinute = 0 });
        await _polls.UntilAllPolledSinceAsync(TimeProvider.System.GetUtcNow().AddSeconds(1), Cancellation);
        await _elasticsearch.World.UntilAsync(_ => Summary().Lines.All(line => line.Missing == 0), Cancellation);
        Assert.All(Summary().Lines, line => Assert.Equal((0, 0, 0), (line.Missing, line.Doubled, line.Throttled)));
        Assert.Equal(0, _atlassian.World.LimitViolations.Total);
    }

    private void Say(string what) => TestContext.Current.TestOutputHelper!.WriteLine($"{_clock.Elapsed.TotalSeconds,6:0.0} s: {what}");

    private RunSummary Summary() => RunSummary.Of(_atlassian.World, _elasticsearch.World, _organizations, liveSince: TimeProvider.System.GetUtcNow());
}
