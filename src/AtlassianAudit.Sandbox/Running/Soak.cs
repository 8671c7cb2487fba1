using System.Security.Cryptography;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>Twenty organizations of three API users, everything going wrong for a while, and then the question: did every event arrive exactly once?</summary>
internal sealed class Soak(SoakOptions options, TimeProvider time)
{
    private const int Organizations = 20;
    private const int EventsPerMinute = 30;

    /// <summary>Leaves room for the backfill, which comes behind all live tails of its user.</summary>
    private const int PollIntervalSeconds = 15;
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(4);

    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var directory = Directory.CreateTempSubdirectory("atlassian-audit-soak-").FullName;
        try
        {
            await using var atlassian = await AtlassianEmulator.StartAsync(0, time, stopping);
            await using var elasticsearch = await ElasticsearchEmulator.StartAsync(0, time, stopping);
            await using var host = new HostProcess(directory, "soak-" + RandomNumberGenerator.GetHexString(24, lowercase: true), settings: new Dictionary<string, string>
            {
                ["Atlassian:BaseUrl"] = atlassian.Address.ToString(),
                ["Atlassian:RequestTimeoutSeconds"] = "4",
            });
            await host.StartAsync(stopping);
            var organizations = SampleOrganization.Make(Organizations, EventsPerMinute, users: 3, PollIntervalSeconds, late: 1);
            foreach (var organization in organizations)
                atlassian.World.AddOrganization(organization.Id, organization.Definition);
            await new CollectorSetUp(host.Http).RunAsync(elasticsearch.Address, requestTimeoutSeconds: 5, organizations, stopping);
            Console.WriteLine($"Seed {options.Seed}: {Organizations} organizations, everything goes wrong for {options.For.TotalSeconds:0} s.");

            var mischief = new Mischief(options.Seed, atlassian.World, elasticsearch.World, host, time);
            var backfill = new SoakBackfill(organizations[0], elasticsearch.World, host, time);
            await Task.WhenAll(
                mischief.RunAsync(organizations, options.For, stopping),
                backfill.RunAsync(begin: options.For / 6, between: options.For / 10, options.For + Grace, stopping));
            foreach (var organization in organizations)
                atlassian.World.AddOrganization(organization.Id, new OrganizationDefinition { EventsPerMinute = 0 });

            var summary = await SettleAsync(atlassian.World, elasticsearch.World, host, organizations, stopping);
            summary.Print(Console.Out);
            return Judge(summary, mischief, backfill, atlassian.World, elasticsearch.World, host);
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

    private async Task<RunSummary> SettleAsync(
        AtlassianWorld atlassian, ElasticsearchWorld elasticsearch, HostProcess host, IReadOnlyList<SampleOrganization> organizations, CancellationToken stopping)
    {
        // Whoever waits out a failure may try again at once.
        foreach (var organization in organizations)
            using (await host.Http.PostAsync(new Uri($"api/v1/organizations/{organization.Id}/poll", UriKind.Relative), null, stopping))
            {
            }

        return await new Settling(atlassian, elasticsearch, time).SettleAsync(organizations, liveSince: time.GetUtcNow(), Grace, stopping);
    }

    private static int Judge(
        RunSummary summary, Mischief mischief, SoakBackfill backfill, AtlassianWorld atlassian, ElasticsearchWorld elasticsearch, HostProcess host)
    {
        var violations = atlassian.LimitViolations.Total;
        Console.WriteLine($"killed {mischief.Kills} times, {mischief.Rollovers} rollovers, {violations} limit violations");
        Console.WriteLine($"faults of Atlassian:     {Counts(atlassian.Faults.Fired())}");
        Console.WriteLine($"faults of Elasticsearch: {Counts(elasticsearch.Faults.Fired())}");
        Console.WriteLine(backfill);
        var perfect = summary.Lines.All(line => line is { Missing: 0, Doubled: 0 }) && violations == 0 && backfill is { State: "Completed", RolledOver: >= 2 };
        Console.WriteLine(perfect ? "Every event arrived exactly once, within the limits." : "NOT every event arrived exactly once within the limits, or the backfill did not come to its end across two rollovers.");
        if (!perfect)
            Console.Error.WriteLine(host.LastSaid());
        return perfect ? 0 : 1;
    }

    private static string Counts(IReadOnlyDictionary<string, int> fired) =>
        string.Join(", ", fired.OrderBy(fault => fault.Key, StringComparer.Ordinal).Select(fault => $"{fault.Key} {fault.Value}"));
}
