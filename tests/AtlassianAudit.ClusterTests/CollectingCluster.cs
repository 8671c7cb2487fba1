using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;
using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.ClusterTests;

/// <summary>Silos as processes on a real Redis, between both emulators, with sample organizations that they collect.</summary>
internal sealed class CollectingCluster : IAsyncDisposable
{
    public const int Silos = 3;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest that anything here may take before it is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// What a promised time is multiplied with where a machine may be busy: 2 in CI, else 1, or what <c>AUDIT_CLUSTER_SLACK</c> says. A reminder alone would take minutes.
    /// </summary>
    public static double Slack { get; } = double.TryParse(Environment.GetEnvironmentVariable("AUDIT_CLUSTER_SLACK"), CultureInfo.InvariantCulture, out var own) ? own
        : Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ? 2
        : 1;

    private readonly string _directory = Directory.CreateTempSubdirectory("atlassian-audit-silos-").FullName;
    private IReadOnlyList<SampleOrganization> _organizations = [];

    private CollectingCluster(AtlassianEmulator atlassian, ElasticsearchEmulator elasticsearch, int silos)
    {
        (Atlassian, Elasticsearch) = (atlassian, elasticsearch);
        Collector = new CollectorProcesses(_directory, "token", silos, port: 0, new Dictionary<string, string> { ["Atlassian:BaseUrl"] = atlassian.Address.ToString() });
    }

    public AtlassianEmulator Atlassian { get; }

    public ElasticsearchEmulator Elasticsearch { get; }

    public CollectorProcesses Collector { get; }

    public IReadOnlyList<SampleOrganization> Organizations => _organizations;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts the silos; <paramref name="arrange"/> may add some before.</summary>
    public static async Task<CollectingCluster> StartAsync(int silos = Silos, Action<CollectorProcesses>? arrange = null)
    {
        var cluster = new CollectingCluster(
            await AtlassianEmulator.StartAsync(0, TimeProvider.System, Cancellation), await ElasticsearchEmulator.StartAsync(0, TimeProvider.System, Cancellation), silos);
        try
        {
            arrange?.Invoke(cluster.Collector);
            await cluster.Collector.StartAsync(Cancellation);
            return cluster;
        }
        catch
        {
            // Nobody else knows of those that are running already.
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Collector.DisposeAsync();
        await Elasticsearch.DisposeAsync();
        await Atlassian.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Adds organizations, and returns when each has polled.</summary>
    /// <param name="elasticsearch">Where the silos reach Elasticsearch; null = at its own address.</param>
    public async Task CollectAsync(int organizations, int users, int pollIntervalSeconds, int eventsPerMinute = 6, Uri? elasticsearch = null)
    {
        _organizations = SampleOrganization.Make(organizations, eventsPerMinute, users, pollIntervalSeconds, history: 50);
        foreach (var organization in _organizations)
            Atlassian.World.AddOrganization(organization.Id, organization.Definition);
        await new CollectorSetUp(Collector.Hosts[0].Http).RunAsync(elasticsearch ?? Elasticsearch.Address, requestTimeoutSeconds: 30, _organizations, Cancellation);
        await UntilPolledSinceAsync(_organizations, DateTimeOffset.MinValue);
    }

    /// <summary>The organizations that live on a silo.</summary>
    public async Task<IReadOnlyList<SampleOrganization>> LivingOnAsync(string silo)
    {
        var living = new List<SampleOrganization>();
        foreach (var organization in _organizations)
            if ((await Collector.Hosts[0].Http.GetFromJsonAsync<JsonElement>($"/api/v1/organizations/{organization.Id}", Cancellation)).GetProperty("silo").GetString() == silo)
                living.Add(organization);
        return living;
    }

    /// <summary>How long after a moment the last of these organizations has asked for its events again, and was answered.</summary>
    public async Task<TimeSpan> UntilPolledSinceAsync(IReadOnlyList<SampleOrganization> organizations, DateTimeOffset since)
    {
        List<SampleOrganization> silent = [.. organizations];
        var last = since;
        await UntilAsync(
            () =>
            {
                silent.RemoveAll(organization =>
                {
                    var first = Atlassian.World.Requests(organization.Id).FirstOrDefault(request => request.Time > since && request.Status == 200);
                    last = first?.Time > last ? first.Time : last;
                    return first is not null;
                });
                return Task.FromResult(silent.Count == 0);
            },
            () => $"{silent.Count} organizations did not poll.\n{Said()}");
        return last - since;
    }

    /// <summary>Lets no more events happen, and says what is wrong once everything had time to arrive.</summary>
    public async Task AssertEverythingArrivedOnceAsync()
    {
        foreach (var organization in _organizations)
            Atlassian.World.AddOrganization(organization.Id, new OrganizationDefinition { EventsPerMinute = 0 });
        var summary = await new Settling(Atlassian.World, Elasticsearch.World, TimeProvider.System).SettleAsync(_organizations, DateTimeOffset.MaxValue, Patience, Cancellation);
        if (summary.Lines.FirstOrDefault(line => line is not { Missing: 0, Doubled: 0 }) is { } bad)
            Assert.Fail($"{bad}\n{Said()}");
        Assert.Equal(0, Atlassian.World.LimitViolations.Total);
    }

    /// <summary>Returns when health says this of a silo.</summary>
    public static async Task UntilHealthIsAsync(HostProcess host, string status)
    {
        var said = new List<string>();
        await UntilAsync(
            async () =>
            {
                said.Add(await HealthOfAsync(host));
                return said[^1] == status;
            },
            () => $"Health never said {status}, but {string.Join(", then ", said.Distinct())}.\n{host.LastSaid()}");
    }

    /// <summary>What health says of a silo; <c>silent</c> while nobody listens.</summary>
    public static async Task<string> HealthOfAsync(HostProcess host)
    {
        try
        {
            using var answer = await host.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
            var body = await answer.Content.ReadAsStringAsync(Cancellation);
            return JsonElement.Parse(body).TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String ? status.GetString()! : body;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !Cancellation.IsCancellationRequested)
        {
            return "silent";
        }
    }

    /// <summary>What the silos printed last.</summary>
    public string Said() => string.Join('\n', Collector.Hosts.Select(host => host.LastSaid()));

    /// <summary>The silos that the cluster knows.</summary>
    public async Task<int> CountAsync() =>
        (await Collector.Hosts[0].Http.GetFromJsonAsync<JsonElement>("/api/v1/cluster", Cancellation)).GetProperty("silos").GetArrayLength();

    /// <summary>
    /// Returns when all silos are members and ready. Those that ended by themselves are started again meanwhile, as their supervisor would: one that the others believe
    /// dead ends itself, and in an outage of the store they may be wrong.
    /// </summary>
    public Task UntilWholeAsync() => UntilAsync(
        async () =>
        {
            foreach (var host in Collector.Hosts.Where(host => host.EndedByItself))
            {
                TestContext.Current.TestOutputHelper!.WriteLine(host.LastSaid());
                await host.StartAsync(Cancellation);
            }

            return await HealthOfAsync(Collector.Hosts[0]) == "ready" && await CountAsync() == Collector.Hosts.Count;
        },
        () => $"The cluster was not whole again.\n{Said()}");

    /// <summary>Looks at real processes again and again until something holds; fails when it does not within <see cref="Patience"/>.</summary>
    private static async Task UntilAsync(Func<Task<bool>> holds, Func<string> otherwise)
    {
        for (var until = TimeProvider.System.GetUtcNow() + Patience; TimeProvider.System.GetUtcNow() < until; await Task.Delay(Look, TimeProvider.System, Cancellation))
            if (await holds())
                return;
        Assert.Fail($"Within {Patience}: {otherwise()}");
    }
}
