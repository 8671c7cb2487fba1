using System.Text;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary><c>GET /admin/v1/orgs/{orgId}/events-stream</c>, with the faults that belong to it.</summary>
internal sealed class EventsStreamEndpoint(AtlassianWorld world, TimeProvider time)
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(5);
    private static readonly byte[] Html = Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body><h1>We'll be right back</h1></body></html>");

    /// <summary>The fault, if any waits, that refuses the request whoever asks.</summary>
    public ApiError? RefusalFor(string organizationId) =>
        world.Faults.Take(organizationId, fault => Refusal(fault) is not null) is { } fault ? Refusal(fault) : null;

    public async Task<ApiAnswer> AnswerAsync(HttpContext context, EmulatedOrganization organization)
    {
        if (EventQuery.TryParse(context.Request.Query, out var error) is not { } query)
            return new ApiAnswer(error!);

        var fault = world.Faults.Take(organization.Id, fault => fault switch
        {
            Fault.Slow or Fault.Garbage or Fault.Truncated => true,
            Fault.CursorExpired => query.Cursor is not null,
            _ => false,
        });
        if (fault == Fault.Slow)
            await Task.Delay(Slowness, time, context.RequestAborted);
        if (fault == Fault.Garbage)
            return new ApiAnswer(StatusCodes.Status200OK, Html, "text/html");
        if (fault == Fault.CursorExpired || organization.Read(query) is not { } page)
            return new ApiAnswer(ApiError.InvalidCursor);

        var withoutNext = page.Next is not null && world.Faults.Take(organization.Id, candidate => candidate == Fault.NullNext) is not null;
        var body = EventPageWriter.Write(page, query, context.Request.Path, withoutNext);
        return new ApiAnswer(StatusCodes.Status200OK, body, Events: page.Events.Count, CutShort: fault == Fault.Truncated);
    }

    private static ApiError? Refusal(Fault fault) => fault switch
    {
        Fault.RateLimited => ApiError.RateLimited,
        Fault.Unauthorized => ApiError.Unauthorized,
        Fault.Forbidden => ApiError.Forbidden,
        Fault.NotEntitled => ApiError.NotEntitled,
        Fault.ServerError => ApiError.ServerError,
        _ => null,
    };
}
