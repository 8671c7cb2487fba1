using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>The emulator's own doors under <c>/_sandbox</c>: see what is stored, make things go wrong, make keys.</summary>
internal sealed class ElasticsearchDoors(ElasticsearchWorld world)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var doors = routes.MapGroup("/_sandbox");
        doors.MapGet("", new ArrivalsPage(world).Show);
        doors.MapGet("/documents/{stream}", (HttpContext context, string stream) => WriteDocumentsAsync(context, stream));
        doors.MapDelete("/documents/{stream}", (string stream, string ids) => Results.Json(new JsonObject { ["deleted"] = world.Delete(stream, ids.Split(',')) }));
        doors.MapPost("/faults", (Delegate)AddFaultAsync);
        doors.MapPost("/api-keys", (Delegate)AddApiKeyAsync);
        doors.MapGet("/summary", () =>
        {
            lock (world.Gate)
                return Results.Json(new { documents = world.CountByStream(), faults = world.Faults.Fired(), bulkRequests = world.BulkRequests.Count });
        });
    }

    private async Task WriteDocumentsAsync(HttpContext context, string stream)
    {
        context.Response.ContentType = "application/x-ndjson";
        foreach (var document in world.Documents(stream))
        {
            var line = new JsonObject
            {
                ["_index"] = document.Index,
                ["_id"] = document.Id,
                ["stored_at"] = document.StoredAt,
                ["_source"] = JsonNode.Parse(document.Source),
            };
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"), context.RequestAborted);
        }
    }

    private async Task<IResult> AddFaultAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } body)
            return Refuse("The body must be a JSON object.");
        if (!ElasticsearchFaultNames.TryParse(body["kind"]?.ToString(), out var fault))
            return Refuse($"kind must be one of {ElasticsearchFaultNames.Allowed}.");
        if (body["count"] is { } count && (count.GetValueKind() != JsonValueKind.Number || count.GetValue<int>() < 1))
            return Refuse("count must be at least 1.");

        world.AddFault(fault, body["count"]?.GetValue<int>() ?? 1, body["stream"]?.ToString());
        return Results.NoContent();
    }

    private async Task<IResult> AddApiKeyAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } body || body["apiKey"]?.ToString() is not { Length: > 0 } apiKey || body["rights"] is not JsonArray rights)
            return Refuse("""The body must be {"apiKey":"…","rights":["…"]}.""");
        world.AddApiKey(apiKey, rights.Select(right => right!.ToString()));
        return Results.NoContent();
    }

    private static async Task<JsonObject?> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            // The caller is told what the body must be.
            return null;
        }
    }

    private static IResult Refuse(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
