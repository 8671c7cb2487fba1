using System.Security.Cryptography;
using System.Text;
using AtlassianAudit.Sandbox.Atlassian;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>An organization of the first run: as Atlassian has it, and as the collector is told of it.</summary>
internal sealed record SampleOrganization(string Id, string Name, string Namespace, OrganizationDefinition Definition, object Body)
{
    private const int History = 1_000;
    private static readonly string[] Names = ["Acme Corporation", "Globex", "Initech"];

    public static IReadOnlyList<SampleOrganization> Make(FirstRunOptions options) =>
        [.. Enumerable.Range(0, options.Organizations).Select(i => Make(i, options.EventsPerMinute))];

    private static SampleOrganization Make(int number, int eventsPerMinute)
    {
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"sample organization {number}")).AsSpan(0, 16)).ToString();
        var name = number < Names.Length ? Names[number] : $"Sample {number + 1}";
        var apiKey = $"sample-key-{number + 1}";
        var @namespace = number < Names.Length ? "default" : $"sample{(number % 8) + 1}";
        return new SampleOrganization(
            id,
            name,
            @namespace,
            new OrganizationDefinition { ApiKey = apiKey, Events = History, EventsPerMinute = eventsPerMinute },
            new { name, tenant = name, @namespace, apiKey, pollIntervalSeconds = 3 });
    }
}
