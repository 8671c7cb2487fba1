using System.Security.Cryptography;
using System.Text;
using AtlassianAudit.Sandbox.Atlassian;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>An organization of the first run: as Atlassian has it, and as the collector is told of it.</summary>
internal sealed record SampleOrganization(string Id, string Name, string Namespace, OrganizationDefinition Definition, object Body)
{
    private const int UsualHistory = 1_000;
    private static readonly string[] Names = ["Acme Corporation", "Globex", "Initech"];

    /// <param name="organizations">How many.</param>
    /// <param name="eventsPerMinute">New events of each.</param>
    /// <param name="users">API users that they share; null = each is a user of its own.</param>
    /// <param name="pollIntervalSeconds">Seconds between polls.</param>
    /// <param name="history">Events that each has already.</param>
    /// <param name="late">The first so many begin in the middle of their history, with small pages: the rest is for a backfill.</param>
    public static IReadOnlyList<SampleOrganization> Make(int organizations, int eventsPerMinute, int? users = null, int pollIntervalSeconds = 3, int late = 0, int history = UsualHistory) =>
        [.. Enumerable.Range(0, organizations).Select(i => Make(i, eventsPerMinute, users is { } shared ? $"user-{(i % shared) + 1}" : null, pollIntervalSeconds, i < late, history))];

    private static SampleOrganization Make(int number, int eventsPerMinute, string? apiUser, int pollIntervalSeconds, bool isLate, int history)
    {
        int? initialLookbackSeconds = isLate ? 1800 : null, pageSize = isLate ? 20 : null;
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"sample organization {number}")).AsSpan(0, 16)).ToString();
        var name = number < Names.Length ? Names[number] : $"Sample {number + 1}";
        var apiKey = $"sample-key-{number + 1}";
        var @namespace = number < Names.Length ? "default" : $"sample{(number % 8) + 1}";
        return new SampleOrganization(
            id,
            name,
            @namespace,
            new OrganizationDefinition { ApiKey = apiKey, User = apiUser, Events = history, EventsPerMinute = eventsPerMinute },
            new { name, tenant = name, @namespace, apiKey, apiUser, pollIntervalSeconds, initialLookbackSeconds, pageSize });
    }
}
