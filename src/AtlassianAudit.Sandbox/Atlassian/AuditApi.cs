namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>What every request to Atlassian's API goes through: limits, then faults, then the key, then the endpoint; each is counted and remembered.</summary>
internal sealed class AuditApi(AtlassianWorld world, TimeProvider time)
{
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(10);
    private readonly RateHeaders _headers = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        var stream = new EventsStreamEndpoint(world, time);
        routes.MapGet("/admin/v1/orgs/{orgId}/events-stream", (HttpContext context, string orgId) => HandleAsync(context, orgId, stream.AnswerAsync, stream.RefusalFor));
        routes.MapGet("/admin/v1/orgs/{orgId}/event-actions", (HttpContext context, string orgId) => HandleAsync(context, orgId, EventActionsEndpoint.AnswerAsync, CatalogueRefusal));
    }

    private ApiError? CatalogueRefusal(string organizationId) =>
        world.Faults.Take(organizationId, fault => fault == Fault.CatalogueError) is null ? null : ApiError.ServerError;

    private async Task HandleAsync(HttpContext context, string organizationId, Func<HttpContext, EmulatedOrganization, Task<ApiAnswer>> endpoint, Func<string, ApiError?> fault)
    {
        var now = time.GetUtcNow();
        var request = context.Request;
        var organization = world.Find(organizationId);
        var apiKey = Bearer(request);

        // A key that nobody has any more still comes from the collector of this organization.
        var user = (organization?.ApiKey == apiKey ? organization : world.FindByKey(apiKey) ?? organization)?.User;
        var verdict = world.Limits.Take($"{request.Scheme}://{request.Host}{request.Path}", user, now);

        var answer = Gate(context, organization, apiKey, verdict, now, () => fault(organizationId));
        var status = StatusCodes.Status499ClientClosedRequest;
        try
        {
            answer ??= await endpoint(context, organization!);
            status = answer.Status;
        }
        finally
        {
            // Remembered before it is sent: who has the answer finds the request in the log.
            world.Record(organizationId, new LoggedRequest(now, request.Path, request.QueryString.Value ?? "", status, user, verdict.Exceeded, answer?.Events ?? 0));
        }

        await answer.SendAsync(context);
    }

    private ApiAnswer? Gate(HttpContext context, EmulatedOrganization? organization, string apiKey, RateVerdict verdict, DateTimeOffset now, Func<ApiError?> fault)
    {
        var headers = context.Response.Headers;
        if (verdict.Exceeded)
        {
            _headers.Refuse(headers, verdict, now);
            return new ApiAnswer(ApiError.RateLimited);
        }

        var refusal = fault();
        if (refusal == ApiError.RateLimited)
            _headers.Refuse(headers, new RateVerdict(true, RateLimits.PerPath, 0, now + FaultPause), now);
        else
            RateHeaders.Permit(headers, verdict);

        refusal ??= apiKey.Length == 0 ? ApiError.Unauthorized
            : organization is null ? ApiError.OrganizationNotFound
            : organization.ApiKey == apiKey ? null
            : world.FindByKey(apiKey) is null ? ApiError.Unauthorized : ApiError.Forbidden;
        return refusal is null ? null : new ApiAnswer(refusal);
    }

    private static string Bearer(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
    }
}
