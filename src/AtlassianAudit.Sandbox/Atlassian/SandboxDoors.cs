using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>The emulator's own doors under <c>/_sandbox</c>: make organizations, add events and faults, see what was asked.</summary>
internal sealed class SandboxDoors(AtlassianWorld world)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var doors = routes.MapGroup("/_sandbox");
        doors.MapPost("/organizations/{id}", (HttpContext context, string id) => PutOrganizationAsync(context, id));
        doors.MapPost("/organizations/{id}/events", (HttpContext context, string id) => AppendEventsAsync(context, id));
        doors.MapPost("/faults", (Delegate)AddFaultAsync);
        doors.MapGet("/organizations/{id}/requests", (string id) => Results.Json(world.Requests(id), AtlassianJson.Default.IReadOnlyListLoggedRequest));
        doors.MapGet("/organizations/{id}/generated", (HttpContext context, string id) => WriteGeneratedAsync(context, id));
        doors.MapGet("/summary", () => Results.Json(world.Summarize(), AtlassianJson.Default.WorldSummary));
    }

    private async Task<IResult> PutOrganizationAsync(HttpContext context, string id)
    {
        var (definition, problem) = await ReadAsync(context, AtlassianJson.Default.OrganizationDefinition);
        if (definition is null)
            return Refuse(problem!);

        var errors = string.Join(" ", definition.Errors(exists: world.Find(id) is not null));
        if (errors.Length > 0)
            return Refuse(errors);

        var status = world.AddOrganization(id, definition) ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return Results.Json(new Done(id, world.Find(id)!.GeneratedCount()), AtlassianJson.Default.Done, statusCode: status);
    }

    private async Task<IResult> AppendEventsAsync(HttpContext context, string id)
    {
        if (world.Find(id) is not { } organization)
            return Refuse($"There is no organization '{id}'.", StatusCodes.Status404NotFound);

        var (lines, error) = await PostedLines.ReadAsync(context.Request.Body, context.RequestAborted);
        if (error is not null)
            return Refuse(error);

        organization.Append(lines);
        return Results.Json(new Done(id, lines.Count), AtlassianJson.Default.Done);
    }

    private async Task<IResult> AddFaultAsync(HttpContext context)
    {
        var (request, problem) = await ReadAsync(context, AtlassianJson.Default.FaultRequest);
        if (request is null)
            return Refuse(problem!);
        if (!FaultNames.TryParse(request.Kind, out var fault))
            return Refuse($"kind must be one of {FaultNames.Allowed}.");
        if (request.Count is < 1)
            return Refuse("count must be at least 1.");

        world.AddFault(fault, request.Count ?? 1, request.OrganizationId);
        return Results.NoContent();
    }

    private async Task WriteGeneratedAsync(HttpContext context, string id)
    {
        context.Response.ContentType = "application/x-ndjson";
        foreach (var item in world.GeneratedIds(id))
        {
            await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(item, AtlassianJson.Default.GeneratedEvent), context.RequestAborted);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        }
    }

    private static async Task<(T? Body, string? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
            return (body, body is null ? "The body must be a JSON object." : null);
        }
        catch (JsonException exception)
        {
            return (null, exception.Message);
        }
    }

    private static IResult Refuse(string detail, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new Problem(status, detail), AtlassianJson.Default.Problem, "application/problem+json", status);

    internal sealed record FaultRequest(string? OrganizationId, string? Kind, int? Count);

    internal sealed record Done(string OrganizationId, int Events);

    internal sealed record Problem(int Status, string Detail);
}
