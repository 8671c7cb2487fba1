using System.Net.Http.Json;
using System.Text.Json;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;
using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.ClusterTests;

/// <summary>The collector as a real process between both emulators, killed without warning.</summary>
public sealed class KilledCollectors : IAsyncLifetime
{
    private const string Stream = "logs-atlassian_cloud.audit-default";
    private const int Events = 600;
    private const int PageSize = 60;

    private readonly string _directory = Directory.CreateTempSubdirectory("atlassian-audit-cluster-").FullName;
    private AtlassianEmulator _atlassian = null!;
    private ElasticsearchEmulator _elasticsearch = null!;
    private HostProcess _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _atlassian = await AtlassianEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        _elasticsearch = await ElasticsearchEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        _host = new HostProcess(_directory, "token", settings: new Dictionary<string, string>
        {
            ["Atlassian:BaseUrl"] = _atlassian.Address.ToString(),
            ["Destinations:default:urls:0"] = _elasticsearch.Address.ToString(),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _elasticsearch.DisposeAsync();
        await _atlassian.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Killed_in_mid_page_again_and_again_each_event_arrives_once()
    {
        await StartWithOrganizationAsync();
        for (var pages = 2; pages <= 8; pages += 3)
        {
            // A page is in Elasticsearch and its cursor, perhaps, not yet written.
            await _elasticsearch.World.UntilAsync(world => world.Documents(Stream).Count >= pages * PageSize, Cancellation);
            await _host.KillAsync();
            await _host.StartAsync(Cancellation);
        }

        await _elasticsearch.World.UntilAsync(world => world.Documents(Stream).Count >= Events, Cancellation);
        Assert.Equal(_atlassian.World.GeneratedIds("org").Select(e => e.Id!).Order(), DeliveredIds().Order());
        Assert.Equal(0, _atlassian.World.LimitViolations.Total);
    }

    [Fact]
    public async Task Killed_between_the_answer_and_the_cursor_each_event_arrives_once()
    {
        await StartWithOrganizationAsync();
        await _elasticsearch.World.UntilAsync(world => world.Documents(Stream).Count >= PageSize, Cancellation);

        // Elasticsearch stores the page and nobody hears of it.
        _elasticsearch.World.AddFault(ElasticsearchFault.TimeoutAfterApply);
        await _elasticsearch.World.UntilAsync(world => world.Faults.Fired().Count > 0, Cancellation);
        await _host.KillAsync();
        await _host.StartAsync(Cancellation);
        await _elasticsearch.World.UntilAsync(world => world.Documents(Stream).Count >= Events, Cancellation);
        Assert.Equal(_atlassian.World.GeneratedIds("org").Select(e => e.Id!).Order(), DeliveredIds().Order());
    }

    private async Task StartWithOrganizationAsync()
    {
        _atlassian.World.AddOrganization("org", new OrganizationDefinition { ApiKey = "key", Events = Events });
        await _host.StartAsync(Cancellation);
        using var answer = await _host.Http.PutAsJsonAsync(
            "/api/v1/organizations/org", new { apiKey = "key", pageSize = PageSize, pollIntervalSeconds = 2, initialLookbackSeconds = 15_552_000 }, Cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private IEnumerable<string> DeliveredIds() => _elasticsearch.World.Documents(Stream)
        .Select(document => JsonElement.Parse(document.Source).GetProperty("event").GetProperty("id").GetString()!);
}
