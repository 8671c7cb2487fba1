using System.Collections.Immutable;
using System.Text;
using AtlassianAudit.Contracts.ApiUsers;
using AtlassianAudit.Contracts.Cluster;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Security;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Tests.Upgrades;

/// <summary>
/// Messages with every member set to something other than its default. A sample never changes, because it says what its fixture means: a member that is
/// added later stays out of the ones that are there, and is set in one more.
/// </summary>
internal static class MessageSamples
{
    private static readonly DateTimeOffset Time = new(2026, 5, 19, 10, 11, 12, 345, TimeSpan.Zero);
    private static readonly ProtectedSecret Secret = new("ciphertext", "sha256:0123abcd");

    private static readonly OrganizationCounters Counters = new()
    {
        Fetched = 11,
        Stored = 12,
        Duplicates = 13,
        Quarantined = 14,
        DeadLettered = 15,
        Requests = 16,
        Throttled = 17,
        InDoubt = 18,
    };

    private static readonly HistoryFindings Findings = new()
    {
        Present = 21,
        Missing = 22,
        Doubled = 23,
        Quarantined = 24,
        DeadLettered = 25,
        Shipped = 26,
        MissingIds = ["missing-1", "missing-2"],
        DoubledIds = ["doubled-1"],
    };

    private static readonly PlanCoverage Plan = new(31, Time, Time.AddDays(-1));
    private static readonly ApiKeyStatus KeyStatus = new("sha256:0123abcd", Time.AddDays(42), 42);
    private static readonly BuriedEvent Buried = new("id", Time, "event", "type", "message", """{"id":"event"}""", Delivered: true);
    private static readonly Refusal Refused = new(1, "document_parsing_exception", "failed to parse");
    private static readonly ImmutableArray<ItemOutcome> Outcomes = [ItemOutcome.Stored, ItemOutcome.Refused, ItemOutcome.Duplicate, ItemOutcome.Quarantined, ItemOutcome.Pending];

    public static OrganizationSettings Settings { get; } = new()
    {
        OrganizationId = "organization",
        Name = "Acme",
        Tenant = "tenant",
        Namespace = "namespace",
        Destination = "destination",
        ApiKey = Secret,
        ApiUser = "user",
        ApiKeyExpiresAt = Time.AddDays(42),
        BaseUrl = "https://atlassian.example",
        PollIntervalSeconds = 60,
        InitialLookbackSeconds = 3600,
        PageSize = 100,
        PreserveOriginal = true,
        Tags = ["one", "two"],
        Enabled = false,
        StartFrom = Time.AddDays(-7),
    };

    public static OrganizationStatus Status { get; } = new()
    {
        OrganizationId = "organization",
        Name = "Acme",
        Tenant = "tenant",
        Namespace = "namespace",
        Destination = "destination",
        State = OrganizationState.Throttled,
        Reason = "reason",
        Since = Time,
        LastPollAt = Time.AddSeconds(1),
        NextPollAt = Time.AddSeconds(2),
        Watermark = Time.AddSeconds(3),
        LastEventAt = Time.AddSeconds(4),
        LagSeconds = 1.25,
        CaughtUp = true,
        Counters = Counters,
        ApiKey = KeyStatus,
        Silo = "silo",
        ApiUser = "user",
        PollIntervalSeconds = 60,
        Plan = Plan,
    };

    public static HistoryJob Job { get; } = new()
    {
        Kind = HistoryJobKind.Reconciliation,
        Number = 7,
        State = HistoryJobState.Running,
        From = Time.AddDays(-2),
        To = Time.AddDays(-1),
        CreatedAt = Time,
        StartedAt = Time.AddSeconds(1),
        FinishedAt = Time.AddSeconds(2),
        Watermark = Time.AddDays(-1.5),
        EstimatedEndAt = Time.AddSeconds(3),
        Reason = "reason",
        Counters = Counters,
        Findings = Findings,
    };

    public static DestinationSettings Destination { get; } = new()
    {
        Name = "destination",
        Urls = ["https://one.example:9200", "https://two.example:9200"],
        ApiKey = Secret,
        Username = "user",
        Password = Secret with { Fingerprint = "sha256:4567cdef" },
        Pipeline = "pipeline",
        Compression = false,
        MaxRequestBytes = 1_048_576,
        SetUpTemplates = false,
        CertificateFingerprint = "0123456789abcdef",
        CaCertificate = "-----BEGIN CERTIFICATE-----",
        Proxy = "http://proxy.example",
        RequestTimeoutSeconds = 30,
        RetentionDays = 90,
        Tenants = ["tenant"],
        Version = 41,
    };

    public static UnknownAction UnknownAction { get; } = new()
    {
        Action = "action",
        Count = 81,
        FirstSeenAt = Time,
        LastSeenAt = Time.AddMinutes(1),
        DisplayName = "Action",
        Groups = ["group"],
        Category = ["iam"],
        Type = ["user", "creation"],
        Outcome = "success",
        Reason = "reason",
    };

    private static readonly KibanaTarget KibanaTarget = new()
    {
        Url = "https://kibana.example",
        Space = "space",
        ApiKey = Secret,
        Username = "user",
        Password = Secret with { Fingerprint = "sha256:4567cdef" },
        CertificateFingerprint = "0123456789abcdef",
        CaCertificate = "-----BEGIN CERTIFICATE-----",
        Proxy = "http://proxy.example",
    };

    public static AccessToken Token { get; } = new("token", "name", "hash", AccessRole.Operator, Time);

    /// <summary>In the order in which they were added: the place among those of the same alias is the number of the fixture.</summary>
    public static IReadOnlyList<object> All { get; } =
    [
        Secret,
        Token,
        new ApiUserUsage(TimeSpan.FromMinutes(10), 51, 52, Time),
        new SiloDescription("1.2.3", SiloPhase.Draining),
        new TurnRequest("organization", "https://atlassian.example/path", TurnPriority.Reconciliation),
        new Turn(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(0.25)),
        new ThrottleNotice("https://atlassian.example/path", ThrottleScope.User, Time),
        Destination,
        new DestinationTest(true, "9.2.0", "ours", ImmutableDictionary<string, bool>.Empty.Add("create_doc", true), ["problem"]),
        Counters,
        Findings,
        Plan,
        KeyStatus,
        Settings,
        Status,
        Job,
        new HistoryRequest(HistoryJobKind.Replay, Time.AddDays(-2), Time.AddDays(-1)),
        new HistoryStart(Job, "problem"),
        new HistoryStart(Job, "problem") { TooMany = true },
        new OrganizationQuery("tenant", OrganizationState.Failing, "search", "after", 61),
        new KeyRotation(Secret, "user", Time.AddDays(42)),
        new KeyTrial(true, OrganizationState.KeyRejected, "reason"),
        new LookUp("index"),
        new MappedBatch("organization", "stream", Encoding.UTF8.GetBytes("{\"create\":{}}\n{}\n"), [17], ["id"], new LookUp("index")),
        Refused,
        new ShipReport.Settled(Outcomes, "index", [Refused]) { NotLookedUp = "right" },
        new ShipReport.Pressure(Outcomes, "index", TimeSpan.FromSeconds(5), "reason") { NotLookedUp = "right" },
        new ShipReport.Unavailable(Outcomes, "index", TimeSpan.FromSeconds(30), "reason") { NotLookedUp = "right" },
        new StockQuestion("organization", "namespace", ["id-1", "id-2"], ["event-1", null]),
        new DeadLetterQuery("organization", "namespace", "after", 71),
        Buried,
        new DeadLetterPage([Buried], "next"),
        new LookResult<ImmutableArray<Whereabouts>>.Seen([Whereabouts.Present, Whereabouts.Missing, Whereabouts.DeadLettered]),
        new LookResult<ImmutableArray<Whereabouts>>.NotAllowed("reason"),
        new LookResult<ImmutableArray<Whereabouts>>.NoAnswer("reason"),
        new LookResult<DeadLetterPage>.Seen(new DeadLetterPage([Buried], "next")),
        new LookResult<DeadLetterPage>.NotAllowed("reason"),
        new LookResult<DeadLetterPage>.NoAnswer("reason"),
        new UnmappedPart(1, 17, 29),
        new MappedBatch("organization", "stream", Encoding.UTF8.GetBytes("{\"create\":{}}\n{}\n"), [17], ["id"], new LookUp("index")) { Unmapped = [new UnmappedPart(1, 17, 29)] },
        new ShipReport.Settled(Outcomes, "index", [Refused]) { NotLookedUp = "right", Withheld = "withheld" },
        new ShipReport.Pressure(Outcomes, "index", TimeSpan.FromSeconds(5), "reason") { Withheld = "withheld" },
        new ShipReport.Unavailable(Outcomes, "index", TimeSpan.FromSeconds(30), "reason") { Withheld = "withheld" },
        UnknownAction,
        new UnknownActions([UnknownAction], 7),
        KibanaTarget,
        new KibanaObject("dashboard", "id", "title", KibanaOutcome.Kept, "other", "error"),
        new KibanaInstallation.Imported("9.2.0", [new KibanaObject("dashboard", "id", "title", KibanaOutcome.Kept, "other", "error")]),
        new KibanaInstallation.Refused(KibanaRefusal.TooOld, "reason"),
        new LookResult<ImmutableArray<Whereabouts>>.NoAnswer("reason") { IsOfStream = true },
    ];
}
