using System.Security.Cryptography;
using System.Text;
using AtlassianAudit.Sandbox.Atlassian;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>An organization of the first run: as Atlassian has it, and as the collector is told of it.</summary>
internal sealed record SampleOrganization(string Id, string Name, string Namespace, OrganizationDefinition Definition, object Body)
{
    private const int History = 1_000;
    private static readonly string[] Names = ["Acme Corporation", "Globex", "Initech"];

    /// <param name="users">API users that the organizations share; null = each is a user of its own.</param>
    public static IReadOnlyList<SampleOrganization> Make(int organizations, int eventsPerMinute, int? users = null) =>
        [.. Enumerable.Range(0, organizations).Select(i => Make(i, eventsPerMinute, users is { } shared ? $"user-{(i % shared) + 1}" : null))];

    private static SampleOrganization Make(int number, int eventsPerMinute, string? apiUser)
    {
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"sample organization {number}")).AsSpan(0, 16)).ToString();
        var name = number < Names.Length ? Names[number] : $"Sample {number + 1}";
        var apiKey = $"sample-key-{number + 1}";
        var @namespace = number < Names.Length ? "default" : $"sample{(number % 8) + 1}";
        return new SampleOrganization(
            id,
            name,
            @namespace,
            new OrganizationDefinition { ApiKey = apiKey, User = apiUser, Events = History, EventsPerMinute = eventsPerMinute },
            new { name, tenant = name, @namespace, apiKey, apiUser, pollIntervalSeconds = 3 });
    }
}
