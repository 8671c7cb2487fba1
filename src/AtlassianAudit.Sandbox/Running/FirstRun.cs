using System.Security.Cryptography;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>The whole way in one command: both emulators here, the collector as a process of its own, sample organizations set up through its API.</summary>
internal sealed class FirstRun(FirstRunOptions options, TimeProvider time)
{
    /// <summary>How long what was generated last may still take to arrive: a few poll intervals.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var directory = Directory.CreateTempSubdirectory("atlassian-audit-sandbox-").FullName;
        var adminToken = "sandbox-" + RandomNumberGenerator.GetHexString(24, lowercase: true);
        try
        {
            await using var atlassian = await AtlassianEmulator.StartAsync(0, time, stopping);
            await using var elasticsearch = await ElasticsearchEmulator.StartAsync(0, time, stopping);
            await using var collector = new CollectorProcesses(directory, adminToken, options.Silos, options.Port, new Dictionary<string, string>
            {
                ["Atlassian:BaseUrl"] = atlassian.Address.ToString(),
            });
            await collector.StartAsync(stopping);
            var host = collector.Hosts[0];

            var liveSince = time.GetUtcNow();
            var organizations = SampleOrganization.Make(options.Organizations, options.EventsPerMinute);
            foreach (var organization in organizations)
                atlassian.World.AddOrganization(organization.Id, organization.Definition);
            await new CollectorSetUp(host.Http).RunAsync(elasticsearch.Address, requestTimeoutSeconds: 60, organizations, stopping);
            PrintAddresses(host.Address, atlassian.Address, elasticsearch.Address, adminToken, organizations.Count);

            using var timeIsUp = new CancellationTokenSource();
            var killing = options.KillEvery is { } interval ? collector.KillEveryAsync(interval, time, timeIsUp.Token) : Task.CompletedTask;
            await WaitAsync(options.For, stopping);
            await timeIsUp.CancelAsync();
            await killing;
            foreach (var organization in organizations)
                atlassian.World.AddOrganization(organization.Id, new OrganizationDefinition { EventsPerMinute = 0 });

            var summary = await new Settling(atlassian.World, elasticsearch.World, time).SettleAsync(organizations, liveSince, Grace, CancellationToken.None);
            summary.Print(Console.Out);
            if (options.KillEvery is not null)
                Console.WriteLine($"{collector.Kills} times a silo was killed.");
            Console.WriteLine(summary.IsPerfect ? "Every event arrived exactly once." : "NOT every event arrived exactly once within the limits.");
            if (!summary.IsPerfect)
                foreach (var silo in collector.Hosts)
                    await Console.Error.WriteLineAsync(silo.LastSaid());
            return summary.IsPerfect ? 0 : 1;
        }
        catch (SandboxException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void PrintAddresses(Uri host, Uri atlassian, Uri elasticsearch, string adminToken, int organizations)
    {
        Console.WriteLine($"""
            AtlassianAudit collects {organizations} sample organizations. Watch their events arrive: {elasticsearch}_sandbox
              collector      {host}  (its API: {host}docs)
              admin token    {adminToken}
              Atlassian      {atlassian}_sandbox/summary
              Elasticsearch  {elasticsearch}_sandbox/documents/logs-atlassian_cloud.audit-default
            Ctrl-C stops it.
            """);
    }

    /// <summary>Until the time is up, or Ctrl-C.</summary>
    private async Task WaitAsync(TimeSpan? duration, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(duration ?? Timeout.InfiniteTimeSpan, time, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl-C asks for the summary, not for less.
        }
    }
}
