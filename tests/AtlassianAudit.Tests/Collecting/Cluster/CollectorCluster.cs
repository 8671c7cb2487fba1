using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AtlassianAudit.Collector;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Security;
using AtlassianAudit.Host.Storage;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Core.Internal;
using Orleans.TestingHost;

namespace AtlassianAudit.Tests.Collecting.Cluster;

/// <summary>
/// The whole collector in this process, between both emulators over real HTTP, with its real storage, under a clock that only the test moves. It moves
/// while nothing is in flight, so that no timeout fires because a machine is slow.
/// </summary>
internal sealed class CollectorCluster : IAsyncDisposable
{
    private const int Rounds = 8;
    private static readonly TimeSpan LongestWork = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _directory = Directory.CreateTempSubdirectory("atlassian-audit-test-").FullName;
    private readonly EphemeralDataProtectionProvider _protection = new();
    private readonly CancellationTokenSource _stuck = new(Patience);
    private int _onTheirWay;
    private readonly Dictionary<string, Progress> _seen = [];
    private InProcessTestCluster _cluster = null!;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 19, 10, 0, 0, TimeSpan.Zero));

    public Crashes Crashes { get; } = new();

    public AtlassianEmulator Atlassian { get; private set; } = null!;

    public ElasticsearchEmulator Elasticsearch { get; private set; } = null!;

    public IGrainFactory Grains => _cluster.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<CollectorCluster> StartAsync(short silos = 1, params (string Key, string Value)[] settings)
    {
        var cluster = new CollectorCluster();
        cluster.Atlassian = await AtlassianEmulator.StartAsync(0, cluster.Clock, Cancellation);
        cluster.Elasticsearch = await ElasticsearchEmulator.StartAsync(0, cluster.Clock, Cancellation);
        SqliteStore.Prepare(cluster._directory);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) => cluster.Configure(silo, settings));
        cluster._cluster = builder.Build();
        await cluster._cluster.DeployAsync();
        await cluster.DestinationAsync();
        return cluster;
    }

    public Task DestinationAsync(string name = "default", Uri? address = null) => Grains.GetGrain<IDestinationGrain>(name).ConfigureAsync(
        new DestinationSettings { Name = name, Urls = [(address ?? Elasticsearch.Address).ToString()] });

    /// <summary>An organization at Atlassian and in the collector.</summary>
    public async Task<IOrganizationGrain> OrganizationAsync(
        string id, int events = 0, int eventsPerMinute = 0, Func<OrganizationSettings, OrganizationSettings>? change = null, string? apiKey = null)
    {
        Atlassian.World.AddOrganization(id, new OrganizationDefinition { ApiKey = $"key-{id}", Events = events, EventsPerMinute = eventsPerMinute });
        var settings = new OrganizationSettings { OrganizationId = id, Name = id, ApiKey = Seal(apiKey ?? $"key-{id}"), PollIntervalSeconds = 10, InitialLookbackSeconds = 180 * 86_400 };
        var grain = Grains.GetGrain<IOrganizationGrain>(id);
        _seen.TryAdd(id, new Progress(0, Clock.GetUtcNow(), 0, 0, null));
        await WhoMayWaitAsync(grain.ConfigureAsync(change?.Invoke(settings) ?? settings, onlyIfNew: false));
        return grain;
    }

    /// <summary>Deletes an organization from the collector.</summary>
    public async Task RemoveAsync(string id)
    {
        await WhileTimePassesAsync(Grains.GetGrain<IOrganizationGrain>(id).DeleteAsync());
        _seen.Remove(id);
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Calm()
    {
        Atlassian.World.Faults.Clear();
        Elasticsearch.World.ClearFaults();
        Crashes.Clear();
    }

    /// <summary>Lets a grain die and come back from what it has stored.</summary>
    public async Task RestartAsync(IGrain grain)
    {
        await WhileTimePassesAsync(grain.Cast<IGrainManagementExtension>().DeactivateOnIdle().AsTask());
        if (grain is IOrganizationGrain organization)
            await WhileTimePassesAsync(organization.WakeAsync());
    }

    /// <summary>For what may wait for the clock, and whose end settling would wait for.</summary>
    private async Task WhileTimePassesAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            Clock.Advance(Step);
            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation));
        }

        await work;
    }

    public ProtectedSecret Seal(string secret) => new(_protection.CreateProtector(ProtectedSecret.Purpose).Protect(secret), $"sha256:{secret}");

    /// <summary>Lets time pass until something holds; fails when it does not hold within a time.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds, TimeSpan within)
    {
        var end = Clock.GetUtcNow() + within;
        while (!await holds())
        {
            if (Clock.GetUtcNow() >= end)
                Assert.Fail($"It did not come to pass within {within}.");
            await PassAsync(Step);
        }
    }

    /// <summary>Lets time pass, in small steps.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan? inSteps = null)
    {
        var step = inSteps ?? Step;
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            await SettleAsync();
            Clock.Advance(step);
        }

        await SettleAsync();
    }

    public Task UntilStateAsync(IOrganizationGrain grain, OrganizationState state, TimeSpan within) =>
        UntilAsync(async () => (await grain.GetStatusAsync())?.State == state, within);

    public Task UntilCaughtUpAsync(IOrganizationGrain grain, TimeSpan within) =>
        UntilAsync(async () => await grain.GetStatusAsync() is { CaughtUp: true, State: OrganizationState.Active }, within);

    /// <summary>The event ids in a namespace's audit stream, one for each copy.</summary>
    public IReadOnlyList<string> Delivered(string @namespace = "default") => Ids(DataStreams.Audit(@namespace));

    /// <summary>Somebody's own component template maps messages as numbers: Elasticsearch refuses every document that has one.</summary>
    public void RefuseMessages() => Elasticsearch.World.Templates.PutComponent(
        "logs-atlassian_cloud.audit@custom", (JsonObject)JsonNode.Parse("""{"template":{"mappings":{"properties":{"message":{"type":"long"}}}}}""")!);

    public IReadOnlyList<StoredDocument> DeadLetters(string @namespace = "default") => Elasticsearch.World.Documents(DataStreams.DeadLetter(@namespace));

    /// <summary>Everything that Atlassian showed is there, and once.</summary>
    public void AssertExactlyOnce(string organizationId, string @namespace = "default")
    {
        var generated = Atlassian.World.GeneratedIds(organizationId).Select(e => e.Id!).Order().ToList();
        Assert.Equal(generated, Delivered(@namespace).Order());
    }

    public async ValueTask DisposeAsync()
    {
        await WhileTimePassesAsync(_cluster.DisposeAsync().AsTask());
        await Elasticsearch.DisposeAsync();
        await Atlassian.DisposeAsync();
        _stuck.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Configure(ISiloBuilder silo, (string Key, string Value)[] settings)
    {
        silo.Configuration["Atlassian:BaseUrl"] = Atlassian.Address.ToString();
        silo.Configuration["Shipping:LingerMilliseconds"] = "0";
        foreach (var (key, value) in settings)
            silo.Configuration[key] = value;
        silo.Services.AddSingleton<TimeProvider>(Clock);
        silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        silo.Services.AddSingleton<IDataProtectionProvider>(_protection);
        silo.UseSystemTextJsonGrainStorageSerializer();
        silo.AddAdoNetGrainStorage(GrainStorage.Name, options => (options.Invariant, options.ConnectionString) = ("System.Data.SQLite", SqliteStore.ConnectionString(_directory)));
        silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = ("System.Data.SQLite", SqliteStore.ConnectionString(_directory)));
        SingleMachine.Gate(silo.Services);
        CrashingStorage.Wrap(silo.Services, Crashes);
        silo.Services.AddCollector();
        silo.Services.ConfigureHttpClientDefaults(http => http.AddHttpMessageHandler(() => new Counting(this)));
    }

    private List<string> Ids(string stream) => [.. Elasticsearch.World.Documents(stream).Select(document =>
        JsonElement.Parse(document.Source).GetProperty("event").GetProperty("id").GetString()!)];

    /// <summary>Calls through the silo until what was in flight has come to its end: what a call queues behind has run when it returns.</summary>
    private async Task SettleAsync()
    {
        await QuietAsync();
        foreach (var id in _seen.Keys.ToList())
            await FinishPollAsync(id);
    }

    private async Task QuietAsync()
    {
        for (var round = 0; round < Rounds; round++)
        {
            while (Volatile.Read(ref _onTheirWay) + Atlassian.InFlight + Elasticsearch.InFlight > 0)
            {
                _stuck.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            await Grains.GetGrain<IOrganizationDirectoryGrain>(round).ListAsync(new OrganizationQuery(null, null, null, null, 1));
        }
    }

    /// <summary>
    /// A page that was answered ends with the next poll being armed, or with a job being further, and a catalogue with what it says being known: time does not
    /// pass meanwhile, however slow the machine is.
    /// </summary>
    private async Task FinishPollAsync(string id)
    {
        var before = _seen[id];
        var requests = Atlassian.World.Requests(id);
        var catalogues = requests.Count(request => request.Path.EndsWith("event-actions", StringComparison.Ordinal));
        var pages = requests.Count - catalogues;
        var grain = Grains.GetGrain<IOrganizationGrain>(id);
        var now = await WhoMayWaitAsync(SeeAsync(grain, pages, catalogues));
        for (var waiting = Stopwatch.StartNew(); now?.IsBusySince(before) is true && waiting.Elapsed < LongestWork;)
            now = await WhoMayWaitAsync(SeeAsync(grain, pages, catalogues));
        _seen[id] = now ?? before;
    }

    /// <summary>A grain that is going away answers when its last tick is over, and that may wait for the clock.</summary>
    public async Task<T> WhoMayWaitAsync<T>(Task<T> work)
    {
        await Task.WhenAny(work, Task.Delay(LongestWork, TimeProvider.System, Cancellation));
        await WhileTimePassesAsync(work);
        return await work;
    }

    private static async Task<Progress?> SeeAsync(IOrganizationGrain grain, int pages, int catalogues)
    {
        var jobs = 0L;
        foreach (var kind in Enum.GetValues<HistoryJobKind>())
            jobs += (await grain.ListJobsAsync(kind))?.Sum(job => job.Counters.Requests + (int)job.State) ?? 0;
        return await grain.GetStatusAsync() is { } status ? new Progress(pages, status.NextPollAt, jobs, catalogues, status.Plan?.ReadAt) : null;
    }

    /// <summary>A request is in flight before the emulator has seen it: opening a connection takes as long as the machine likes.</summary>
    private sealed class Counting(CollectorCluster cluster) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref cluster._onTheirWay);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref cluster._onTheirWay);
            }
        }
    }

    /// <summary>How far an organization is.</summary>
    private sealed record Progress(int Pages, DateTimeOffset? NextPollAt, long Jobs, int Catalogues, DateTimeOffset? CatalogueReadAt)
    {
        /// <summary>Something was answered, and nothing follows from it yet.</summary>
        public bool IsBusySince(Progress before) =>
            (Pages > before.Pages && NextPollAt == before.NextPollAt && Jobs == before.Jobs) || (Catalogues > before.Catalogues && CatalogueReadAt == before.CatalogueReadAt);
    }
}
