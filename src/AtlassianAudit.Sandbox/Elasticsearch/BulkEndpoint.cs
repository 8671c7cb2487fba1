using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary><c>_bulk</c>, with everything that may go wrong with it.</summary>
internal sealed class BulkEndpoint(ElasticsearchWorld world)
{
    private static readonly string[] Parameters =
        ["pipeline", "require_data_stream", "include_source_on_error", "refresh", "timeout", "wait_for_active_shards", "require_alias", "routing", "list_executed_pipelines"];

    public async Task HandleAsync(HttpContext context, string? index)
    {
        if (RequestChecks.Check(context, world, Parameters) is { } refused)
        {
            await AnswerAsync(context, refused, 0, 0);
            return;
        }

        var body = await context.ReadBodyAsync();
        if (body.Length > world.LargestRequest)
        {
            await AnswerAsync(context, Failure(ElasticsearchFault.TooLarge), 0, body.Length);
            return;
        }

        var (operations, malformed) = BulkBody.Read(body, index);
        if (malformed is not null)
        {
            await AnswerAsync(context, malformed, 0, body.Length);
            return;
        }

        ElasticsearchFault? fault;
        lock (world.Gate)
            fault = world.Faults.TakeForRequest(operations.Select(operation => operation.Index).ToHashSet(StringComparer.Ordinal));
        switch (fault)
        {
            case ElasticsearchFault.Hang:
                world.Record(Record(context, operations.Count, body.Length, 0));
                await HangAsync(context);
                return;
            case ElasticsearchFault.TimeoutAfterApply:
                Execute(context, operations);
                world.Record(Record(context, operations.Count, body.Length, 0));
                context.Abort();
                return;
            case { } answered:
                await AnswerAsync(context, Failure(answered), operations.Count, body.Length);
                return;
        }

        var answer = Execute(context, operations);
        world.Record(Record(context, operations.Count, body.Length, 200));
        await context.SendAsync(200, answer);
    }

    private JsonObject Execute(HttpContext context, IReadOnlyList<BulkOperation> operations)
    {
        var query = context.Request.Query;
        var execution = new BulkExecution(
            world, context.Request.Headers.Authorization, query["pipeline"].FirstOrDefault(), query["require_data_stream"].FirstOrDefault() is "true" or "");
        List<(BulkOperation Operation, BulkOutcome Outcome)> outcomes;
        lock (world.Gate)
            outcomes = [.. operations.Select(operation => (operation, execution.Execute(operation)))];
        return new JsonObject
        {
            ["took"] = 1,
            ["errors"] = outcomes.Any(pair => pair.Outcome.Failure is not null),
            ["items"] = new JsonArray([.. outcomes.Select(pair => new JsonObject { [pair.Operation.Operation] = Item(pair.Outcome) })]),
        };
    }

    private static JsonObject Item(BulkOutcome outcome)
    {
        var item = new JsonObject { ["_index"] = outcome.Index, ["_id"] = outcome.Id, ["status"] = outcome.Status };
        if (outcome.Failure is { } failure)
            item["error"] = failure.ToError();
        else
            (item["_version"], item["result"]) = (1, "created");
        if (outcome.FailureStore is { } store)
            item["failure_store"] = store;
        return item;
    }

    private async Task AnswerAsync(HttpContext context, ApiFailure failure, int items, int bytes)
    {
        world.Record(Record(context, items, bytes, failure.Status));
        await context.SendAsync(failure);
    }

    /// <summary>Until the client has had enough.</summary>
    private static async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private static BulkRequestRecord Record(HttpContext context, int items, int bytes, int status) =>
        new($"{context.Request.Path}{context.Request.QueryString}", items, bytes, status);

    private static ApiFailure Failure(ElasticsearchFault fault) => fault switch
    {
        ElasticsearchFault.BulkRejected => new(429, "es_rejected_execution_exception", "rejected execution of coordinating operation"),
        ElasticsearchFault.TooLarge => new(413, "content_too_long_exception", "entity content is too long"),
        _ => new(503, "master_not_discovered_exception", "the cluster is not available"),
    };
}
