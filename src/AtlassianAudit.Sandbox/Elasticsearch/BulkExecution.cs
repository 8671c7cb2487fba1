using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>What became of one operation.</summary>
internal sealed record BulkOutcome(int Status, string Index, string Id, string? FailureStore = null, ApiFailure? Failure = null);

/// <summary>Executes operations one by one, each for itself, as the server does. Called with the world's lock held.</summary>
internal sealed class BulkExecution(ElasticsearchWorld world, string? authorization, string? pipeline, bool requireDataStream)
{
    private const int LongestId = 512;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 1000 };

    public BulkOutcome Execute(BulkOperation operation)
    {
        var id = operation.Id ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(15)).Replace('+', '-').Replace('/', '_');
        if (world.Faults.TakeForItem(operation.Index) is { } fault)
            return Fail(operation.Index, id, Failure(fault, operation.Index, id));
        if (!world.Rights.May(authorization, "create_doc"))
            return Fail(operation.Index, id, new ApiFailure(403, "security_exception", $"action [indices:data/write/bulk[s]] is unauthorized for API key on indices [{operation.Index}], this action is granted by the index privileges [create_doc,create,index,write,all]"));
        if (Find(operation.Index, out var failure) is not { } stream)
            return Fail(operation.Index, id, failure!);
        if (operation.Operation != "create")
            return Fail(operation.Index, id, new ApiFailure(400, "illegal_argument_exception", "only write ops with an op_type of create are allowed in data streams"));
        if (id.Length == 0 || Encoding.UTF8.GetByteCount(id) > LongestId)
            return Fail(operation.Index, id, new ApiFailure(400, "illegal_argument_exception", $"id [{id}] is too long, must be no longer than {LongestId} bytes but was: {Encoding.UTF8.GetByteCount(id)}"));
        if (pipeline is not (null or "_none") && !world.Pipelines.Contains(pipeline))
            return Fail(operation.Index, id, new ApiFailure(400, "illegal_argument_exception", $"pipeline with id [{pipeline}] does not exist"));
        return Write(stream, id, operation.Source.ToArray());
    }

    private DataStream? Find(string name, out ApiFailure? failure)
    {
        failure = null;
        if (world.Stream(name) is { } known)
            return known;
        if (!world.Rights.May(authorization, "auto_configure"))
        {
            failure = new ApiFailure(403, "security_exception", $"action [indices:admin/auto_create] is unauthorized for API key on indices [{name}], this action is granted by the index privileges [auto_configure,create_index,manage,all]");
            return null;
        }

        if (world.Create(name) is { } made)
            return made;
        failure = requireDataStream
            ? new ApiFailure(404, "index_not_found_exception", $"no such index [{name}] and [require_data_stream] request flag is [true] and [{name}] is not a data stream")
            : ApiFailure.NoSuchIndex(name);
        return null;
    }

    private BulkOutcome Write(DataStream stream, string id, byte[] source)
    {
        var index = stream.WriteIndex;
        if (index.WriteBlocked)
            return Fail(index.Name, id, Failure(ElasticsearchFault.WriteBlock, index.Name, id));
        if (Check(stream, id, source) is { } failure)
            return stream.Template.HasFailureStore ? Quarantine(stream, failure, id, source) : Fail(index.Name, id, failure);
        if (stream.Template.FinalPipeline is not null)
            source = FinalPipeline(source);
        if (!index.TryCreate(id, source, world.Time.GetUtcNow()))
            return Fail(index.Name, id, new ApiFailure(409, "version_conflict_engine_exception", $"[{id}]: version conflict, document already exists (current version [1])"));
        return new BulkOutcome(201, index.Name, id);
    }

    private static ApiFailure? Check(DataStream stream, string id, byte[] source)
    {
        try
        {
            using var document = JsonDocument.Parse(source, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return new ApiFailure(400, "document_parsing_exception", "[1:1] failed to parse, document is empty");
            if (!document.RootElement.TryGetProperty("@timestamp", out _))
                return new ApiFailure(400, "document_parsing_exception", "[1:2] failed to parse: data stream timestamp field [@timestamp] is missing");
            return stream.WriteIndex.Mapping.Check(document.RootElement, id, stream.Constants);
        }
        catch (JsonException exception)
        {
            return new ApiFailure(400, "document_parsing_exception", $"[1:1] failed to parse: {exception.Message}");
        }
    }

    /// <summary>Stored after all, but elsewhere and under a new id.</summary>
    private BulkOutcome Quarantine(DataStream stream, ApiFailure failure, string documentId, byte[] source)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));
        var wrapped = new JsonObject
        {
            ["@timestamp"] = world.Time.GetUtcNow(),
            ["document"] = new JsonObject { ["id"] = documentId, ["index"] = stream.Name, ["source"] = Encoding.UTF8.GetString(source) },
            ["error"] = failure.ToError(),
        };
        stream.Failures.TryCreate(id, Encoding.UTF8.GetBytes(wrapped.ToJsonString()), world.Time.GetUtcNow());
        return new BulkOutcome(201, stream.Failures.Name, id, "used");
    }

    /// <summary>What Fleet's final pipeline does.</summary>
    private byte[] FinalPipeline(byte[] source)
    {
        var document = (JsonObject)JsonNode.Parse(source)!;
        if (document["event"] is not JsonObject @event)
            document["event"] = @event = [];
        @event["ingested"] = world.Time.GetUtcNow();
        if (document["tags"] is not JsonArray tags || tags.All(tag => tag?.ToString() != "preserve_original_event"))
            @event.Remove("original");
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static BulkOutcome Fail(string index, string id, ApiFailure failure) => new(failure.Status, index, id, Failure: failure);

    private static ApiFailure Failure(ElasticsearchFault fault, string index, string id) => fault switch
    {
        ElasticsearchFault.ItemRejected => new(429, "es_rejected_execution_exception", "rejected execution of coordinating operation [coordinating_and_primary_bytes=0, replica_bytes=0, all_bytes=0]"),
        ElasticsearchFault.Mapping => new(400, "document_parsing_exception", $"[1:100] failed to parse field [source.ip] of type [ip] in document with id '{id}'.", "'x' is not an IP string literal."),
        ElasticsearchFault.DiskFull => new(429, "cluster_block_exception", $"index [{index}] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block; for more information, see https://www.elastic.co/docs];"),
        ElasticsearchFault.ItemForbidden => new(403, "security_exception", $"action [indices:data/write/bulk[s]] is unauthorized for API key on indices [{index}]"),
        ElasticsearchFault.WriteBlock => new(403, "cluster_block_exception", $"index [{index}] blocked by: [FORBIDDEN/8/index write (api)];"),
        ElasticsearchFault.ShardLimit => new(400, "validation_exception", "Validation Failed: 1: this action would add [2] shards, but this cluster currently has [1000]/[1000] maximum normal shards open;"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "This fault is one of a whole request."),
    };
}
