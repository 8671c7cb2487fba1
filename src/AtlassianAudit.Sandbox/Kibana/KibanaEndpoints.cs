using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Kibana;

/// <summary>The doors of Kibana that installing needs, each with and without a space before it. Like the real one, importing does not ask whether the space exists.</summary>
internal sealed class KibanaEndpoints(KibanaWorld world)
{
    public void Map(WebApplication application)
    {
        application.Use(CheckAsync);
        application.MapGet("/api/status", StatusAsync);
        application.MapGet("/api/spaces/space/{id}", SpaceAsync);
        application.MapPost("/api/saved_objects/_import", (HttpContext context) => ImportAsync(context, "default"));
        application.MapPost("/s/{space}/api/saved_objects/_import", (HttpContext context, string space) => ImportAsync(context, space));
        application.MapFallback((HttpContext context) => FailAsync(context, 404, "Not Found"));
    }

    private Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (world.Hangs)
            return HangAsync(context);
        if (world.Status is { } status)
        {
            context.Response.Headers.Location = "/elsewhere";
            return FailAsync(context, status, "It was made to fail.");
        }

        if (HttpMethods.IsPost(context.Request.Method) && !context.Request.Headers.ContainsKey("kbn-xsrf"))
            return FailAsync(context, 400, "Request must contain a kbn-xsrf header.");
        var isStatus = context.Request.Path == "/api/status";
        return isStatus || IsKnown(context) ? next(context) : FailAsync(context, 401, "[security_exception]: unable to authenticate with provided credentials");
    }

    private async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        world.Hung.TrySetResult();
        await gone.Task;
    }

    private Task StatusAsync(HttpContext context)
    {
        var status = new JsonObject { ["status"] = new JsonObject { ["overall"] = new JsonObject { ["level"] = "available" } } };
        if (IsKnown(context))
            status["version"] = new JsonObject { ["number"] = world.Version };
        return SendAsync(context, 200, status);
    }

    private Task SpaceAsync(HttpContext context, string id) => world.Spaces.Contains(id)
        ? SendAsync(context, 200, new JsonObject { ["id"] = id, ["name"] = id, ["disabledFeatures"] = new JsonArray() })
        : FailAsync(context, 404, "Not Found");

    private async Task ImportAsync(HttpContext context, string space)
    {
        if (!context.Request.HasFormContentType)
            await FailAsync(context, 415, "Unsupported Media Type");
        else if ((await context.Request.ReadFormAsync(context.RequestAborted)).Files is not [{ Name: "file" } file])
            await FailAsync(context, 400, "[request body.file]: expected value of type [Stream] but got [undefined]");
        else if (!file.FileName.EndsWith(".ndjson", StringComparison.Ordinal))
            await FailAsync(context, 400, $"Invalid file extension {Path.GetExtension(file.FileName)}");
        else if (!MayWrite(context))
            await FailAsync(context, 403, "Unable to bulk_create dashboard,index-pattern,search");
        else
            await ImportAsync(context, space, file);
    }

    private async Task ImportAsync(HttpContext context, string space, IFormFile file)
    {
        List<JsonObject> objects;
        try
        {
            using var reader = new StreamReader(file.OpenReadStream());
            var lines = (await reader.ReadToEndAsync(context.RequestAborted)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            objects = [.. lines.Select(line => JsonNode.Parse(line)!.AsObject())];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            await FailAsync(context, 400, $"Unexpected token in JSON: {exception.Message}");
            return;
        }

        var names = objects.Select(one => (one.Text("type"), one.Text("id"))).ToList();
        if (names.Distinct().Count() < names.Count)
            await FailAsync(context, 400, $"Non-unique import objects detected: [{string.Join(',', names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"{group.Key.Item1}:{group.Key.Item2}"))}]");
        else
            await SendAsync(context, 200, world.Import(space, objects, context.Request.Query["overwrite"] == "true"));
    }

    private bool IsKnown(HttpContext context) => world.Credentials.Count == 0 || world.Credentials.ContainsKey(context.Request.Headers.Authorization.ToString());

    private bool MayWrite(HttpContext context) => world.Credentials.Count == 0 || world.Credentials[context.Request.Headers.Authorization.ToString()];

    private static Task FailAsync(HttpContext context, int status, string message) => SendAsync(context, status, new JsonObject
    {
        ["statusCode"] = status,
        ["error"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
        ["message"] = message,
    });

    private static Task SendAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
