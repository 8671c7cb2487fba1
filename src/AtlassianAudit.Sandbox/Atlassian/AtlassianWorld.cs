using System.Collections.Concurrent;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>Everything that the emulated Atlassian knows: organizations, limits, faults, and what was asked of it.</summary>
internal sealed class AtlassianWorld(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, EmulatedOrganization> _organizations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RequestLog> _requests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _violationsByUser = new(StringComparer.Ordinal);

    public RateLimits Limits { get; } = new();

    public FaultQueue Faults { get; } = new();

    /// <summary>Makes an organization or changes one; true where it is new.</summary>
    public bool AddOrganization(string organizationId, OrganizationDefinition definition)
    {
        var organization = new EmulatedOrganization(organizationId, time);
        var kept = _organizations.GetOrAdd(organizationId, organization);
        kept.Apply(definition);
        return ReferenceEquals(kept, organization);
    }

    /// <summary>Appends events as they are, whether they are JSON or not.</summary>
    public void AppendEvents(string organizationId, IEnumerable<byte[]> lines) =>
        (Find(organizationId) ?? throw new KeyNotFoundException($"There is no organization '{organizationId}'.")).Append(lines);

    /// <summary>Lets the next requests of an organization, or of any, go wrong.</summary>
    public void AddFault(Fault fault, int count = 1, string? organizationId = null) => Faults.Add(organizationId, fault, count);

    public EmulatedOrganization? Find(string organizationId) => _organizations.GetValueOrDefault(organizationId);

    /// <summary>The organization whose key this is.</summary>
    public EmulatedOrganization? FindByKey(string apiKey) => _organizations.Values.FirstOrDefault(organization => organization.ApiKey == apiKey);

    /// <summary>What is visible in an organization's stream so far.</summary>
    public IReadOnlyList<GeneratedEvent> GeneratedIds(string organizationId) => Find(organizationId)?.Generated() ?? [];

    public IReadOnlyList<LoggedRequest> Requests(string organizationId) => _requests.TryGetValue(organizationId, out var log) ? log.All() : [];

    public LimitViolations LimitViolations => new(
        _requests.ToDictionary(pair => pair.Key, pair => pair.Value.Count(request => request.Violation)),
        new Dictionary<string, int>(_violationsByUser));

    public void Record(string organizationId, LoggedRequest request)
    {
        _requests.GetOrAdd(organizationId, _ => new RequestLog()).Add(request);
        if (request is { Violation: true, User: { } user })
            _violationsByUser.AddOrUpdate(user, 1, (_, count) => count + 1);
    }

    public WorldSummary Summarize() => new(
        [.. _organizations.Values.OrderBy(organization => organization.Id, StringComparer.Ordinal).Select(Summarize)],
        Faults.Fired());

    private OrganizationSummary Summarize(EmulatedOrganization organization)
    {
        var log = _requests.GetValueOrDefault(organization.Id);
        return new OrganizationSummary(
            organization.Id,
            organization.User,
            log?.Count(_ => true) ?? 0,
            log?.Count(request => request.Status == StatusCodes.Status429TooManyRequests) ?? 0,
            log?.Count(request => request.Violation) ?? 0,
            organization.GeneratedCount());
    }
}

/// <summary>How often a limit was exceeded.</summary>
internal sealed record LimitViolations(IReadOnlyDictionary<string, int> ByOrganization, IReadOnlyDictionary<string, int> ByUser)
{
    public int Total => ByOrganization.Values.Sum();
}

/// <summary>The world in numbers.</summary>
internal sealed record WorldSummary(IReadOnlyList<OrganizationSummary> Organizations, IReadOnlyDictionary<string, int> Faults);

/// <summary>One organization in numbers.</summary>
internal sealed record OrganizationSummary(string OrganizationId, string User, int Requests, int Throttled, int Violations, int Generated);
