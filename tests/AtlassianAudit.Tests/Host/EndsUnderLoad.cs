using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;
using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.Tests.Host;

/// <summary>The host as a process that is told to end in the middle of its work.</summary>
public sealed class EndsUnderLoad
{
    private const int Organizations = 20;

    /// <summary>What was asked in the very moment of the signal.</summary>
    private const int OfTheVeryMoment = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_that_starts_and_ends_as_it_is_told_leaves_no_trail_of_errors()
    {
        var directory = Directory.CreateTempSubdirectory("atlassian-audit-end-").FullName;
        await using var atlassian = await AtlassianEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        await using var elasticsearch = await ElasticsearchEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        await using var host = new HostProcess(directory, "token", settings: new Dictionary<string, string> { ["Atlassian:BaseUrl"] = atlassian.Address.ToString() });
        await host.StartAsync(Cancellation);
        var organizations = SampleOrganization.Make(Organizations, eventsPerMinute: 600, pollIntervalSeconds: 2, late: Organizations);
        foreach (var organization in organizations)
            atlassian.World.AddOrganization(organization.Id, organization.Definition);
        await new CollectorSetUp(host.Http).RunAsync(elasticsearch.Address, requestTimeoutSeconds: 60, organizations, Cancellation);
        await elasticsearch.World.UntilAsync(world => world.BulkRequests.Count > Organizations, Cancellation);
        await host.SignalAsync("TERM");
        await host.EndedAsync(Cancellation);

        // Orleans itself looks for places to move grains to, and says of each that there is none.
        Assert.DoesNotContain(host.Output, line => line.Contains("Polly[", StringComparison.Ordinal) || line.Contains("HealthCheckService[", StringComparison.Ordinal));
        Assert.InRange(host.Output.Count(line => line.Contains("organizationdirectory", StringComparison.Ordinal)), 0, OfTheVeryMoment);
        Directory.Delete(directory, recursive: true);
    }
}
