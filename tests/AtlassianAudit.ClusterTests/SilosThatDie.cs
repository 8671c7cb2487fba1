using System.Net.Http.Json;
using System.Text.Json;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;
using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.ClusterTests;

/// <summary>Three silos as processes on a real Redis, one of which is killed, told to end, or stands still.</summary>
public sealed class SilosThatDie : IAsyncLifetime
{
    private const int Silos = 3;
    private const int Organizations = 60;

    /// <summary>What is promised is printed and read; a busy machine is given twice the time, and a reminder alone would take minutes.</summary>
    private const int Slack = 2;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly string _directory = Directory.CreateTempSubdirectory("atlassian-audit-silos-").FullName;
    private AtlassianEmulator _atlassian = null!;
    private ElasticsearchEmulator _elasticsearch = null!;
    private CollectorProcesses _collector = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _atlassian = await AtlassianEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        _elasticsearch = await ElasticsearchEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        _collector = new CollectorProcesses(_directory, "token", Silos, port: 0, new Dictionary<string, string> { ["Atlassian:BaseUrl"] = _atlassian.Address.ToString() });
        await _collector.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _collector.DisposeAsync();
        await _elasticsearch.DisposeAsync();
        await _atlassian.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("KILL", 15)]
    [InlineData("TERM", 3)]
    [InlineData("STOP", 20)]
    public async Task Its_organizations_poll_again_within_seconds_and_nothing_is_lost_or_doubled(string signal, int seconds)
    {
        var organizations = SampleOrganization.Make(Organizations, eventsPerMinute: 20, users: Organizations, pollIntervalSeconds: 5);
        foreach (var organization in organizations)
            _atlassian.World.AddOrganization(organization.Id, organization.Definition);
        await new CollectorSetUp(_collector.Hosts[0].Http).RunAsync(_elasticsearch.Address, requestTimeoutSeconds: 30, organizations, Cancellation);
        await UntilAllPolledSinceAsync(organizations, TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        var orphans = await LivingOnAsync("silo-2", organizations);
        Assert.NotEmpty(orphans);
        Assert.Equal(Silos, (await _collector.Hosts[0].Http.GetFromJsonAsync<JsonElement>("/api/v1/cluster", Cancellation)).GetProperty("silos").GetArrayLength());

        var died = TimeProvider.System.GetUtcNow();
        await (signal == "KILL" ? _collector.Hosts[1].KillAsync() : _collector.Hosts[1].SignalAsync(signal));
        var recovered = await UntilAllPolledSinceAsync(orphans, died, TimeSpan.FromMinutes(1));
        TestContext.Current.TestOutputHelper!.WriteLine($"{signal}: all {orphans.Count} organizations of the silo polled again within {recovered.TotalSeconds:0.0} s.");
        Assert.InRange(recovered, TimeSpan.Zero, TimeSpan.FromSeconds(seconds) * Slack);
        if (signal == "STOP")
        {
            // It wakes up behind everybody's back, and finds that it is no member any more.
            await Task.Delay(died + TimeSpan.FromSeconds(25) - TimeProvider.System.GetUtcNow(), TimeProvider.System, Cancellation);
            await _collector.Hosts[1].SignalAsync("CONT");
        }

        await _collector.Hosts[1].EndedAsync(Cancellation);
        foreach (var organization in organizations)
            _atlassian.World.AddOrganization(organization.Id, new OrganizationDefinition { EventsPerMinute = 0 });
        await UntilAllPolledSinceAsync(organizations, TimeProvider.System.GetUtcNow().AddSeconds(1), TimeSpan.FromMinutes(1));
        var summary = RunSummary.Of(_atlassian.World, _elasticsearch.World, organizations, died);
        Assert.All(summary.Lines, line => Assert.Equal((0, 0), (line.Missing, line.Doubled)));
        Assert.Equal(0, _atlassian.World.LimitViolations.Total);
    }

    private async Task<IReadOnlyList<SampleOrganization>> LivingOnAsync(string silo, IReadOnlyList<SampleOrganization> organizations)
    {
        var living = new List<SampleOrganization>();
        foreach (var organization in organizations)
            if ((await _collector.Hosts[0].Http.GetFromJsonAsync<JsonElement>($"/api/v1/organizations/{organization.Id}", Cancellation)).GetProperty("silo").GetString() == silo)
                living.Add(organization);
        return living;
    }

    /// <summary>How long it takes until every organization has asked for its events since a moment.</summary>
    private async Task<TimeSpan> UntilAllPolledSinceAsync(IReadOnlyList<SampleOrganization> organizations, DateTimeOffset since, TimeSpan within)
    {
        while (TimeProvider.System.GetUtcNow() < since + within)
        {
            if (organizations.All(organization => _atlassian.World.Requests(organization.Id).Any(request => request.Time > since && request.Status == 200)))
                return TimeProvider.System.GetUtcNow() - since;
            await Task.Delay(Look, TimeProvider.System, Cancellation);
        }

        var silent = organizations.Count(organization => !_atlassian.World.Requests(organization.Id).Any(request => request.Time > since && request.Status == 200));
        Assert.Fail($"{silent} organizations did not poll within {within}.\n{string.Join('\n', _collector.Hosts[0].Output.TakeLast(30))}");
        return default;
    }
}
