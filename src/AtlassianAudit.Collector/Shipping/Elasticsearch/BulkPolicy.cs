namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// What each answer to a bulk request means: the one place that decides what is acknowledged, retried, held or dead-lettered. Pure. A refusal counts
/// against the document only where it says so; anything doubtful holds the cursor, because a held event is late and a dropped one is lost.
/// </summary>
internal static class BulkPolicy
{
    private const string FloodStage = "flood";

    /// <summary>Errors with status 400 that are about the stream or the cluster, and good documents with it.</summary>
    private static readonly string[] StreamErrors =
    [
        "validation_exception", "cluster_block_exception", "index_closed_exception", "illegal_state_exception", "pipeline_missing_exception",
        "security_exception", "resource_not_found_exception", "index_not_found_exception", "invalid_index_name_exception", "process_cluster_event_timeout_exception",
    ];

    private static readonly ItemVerdict Stored = new ItemVerdict.Stored(), Duplicate = new ItemVerdict.Duplicate(), Quarantined = new ItemVerdict.Quarantined(), Refused = new ItemVerdict.Refused();

    public static ItemVerdict Judge(BulkItem item) => item.Status switch
    {
        >= 200 and < 300 when item.FailureStore == "used" => Quarantined,
        >= 200 and < 300 => Stored,
        409 => Duplicate,
        429 when IsFloodStage(item) => new ItemVerdict.Hold(Explain(item, "free disk space there, or raise the flood-stage watermark"), IsLong: true),
        429 => new ItemVerdict.Retry(Explain(item, "it is retried"), InDoubt: false),
        >= 500 => new ItemVerdict.Retry(Explain(item, "it is retried"), InDoubt: true),
        400 when IsMissingPipeline(item) => new ItemVerdict.Hold(Explain(item, "create the pipeline, or set the destination's pipeline to _none"), IsLong: false),
        400 when !StreamErrors.Contains(item.ErrorType, StringComparer.Ordinal) => Refused,
        413 => Refused,
        401 or 403 when item.ErrorType == "cluster_block_exception" =>
            new ItemVerdict.Hold(Explain(item, "lift the block of that data stream's write index"), IsLong: false),
        401 or 403 => new ItemVerdict.Hold(Explain(item, "give the destination's credential auto_configure and create_doc on logs-atlassian_cloud.*"), IsLong: false),
        404 => new ItemVerdict.Hold(Explain(item, "create an index template with a data stream for it, or let setUpTemplates do so"), IsLong: false),
        _ => new ItemVerdict.Hold(Explain(item, "mend that data stream"), IsLong: false),
    };

    public static RequestVerdict Judge(ElasticsearchAnswer answer, int sent)
    {
        if (answer.Failure is { } failure)
            return new RequestVerdict.Pressure(failure, InDoubt: true);
        if (answer.IsSuccess)
            return BulkItem.ReadAll(answer.Body.Span) is { } items && items.Count == sent
                ? new RequestVerdict.Items(items)
                : new RequestVerdict.Pressure($"Elasticsearch's answer cannot be read (status {answer.Status}): it is asked again.", InDoubt: true);

        var error = ElasticsearchError.Read(answer.Body.Span);
        return answer.Status switch
        {
            413 => new RequestVerdict.TooLarge(),
            429 or >= 500 => new RequestVerdict.Pressure($"Elasticsearch answered {answer.Status}{error}; it is retried.", InDoubt: answer.Status != 429),
            401 or 403 => new RequestVerdict.CredentialRefused(
                $"Elasticsearch refuses the destination's credential ({answer.Status}){error}. Set its apiKey, or its username and password, anew."),
            400 when error.Reason.Contains("unrecognized parameter", StringComparison.Ordinal) => new RequestVerdict.UnknownParameter(error.Reason),
            _ => new RequestVerdict.Unusable($"Elasticsearch does not take bulk requests here: status {answer.Status}{error}. Check the destination's urls."),
        };
    }

    private static bool IsFloodStage(BulkItem item) =>
        item.ErrorType == "cluster_block_exception" || (item.ErrorReason?.Contains(FloodStage, StringComparison.Ordinal) ?? false);

    private static bool IsMissingPipeline(BulkItem item) =>
        item.ErrorType == "illegal_argument_exception" && (item.ErrorReason?.StartsWith("pipeline with id", StringComparison.Ordinal) ?? false);

    private static string Explain(BulkItem item, string remedy) =>
        $"Elasticsearch answered {item.Status}{new ElasticsearchError(item.ErrorType ?? "", item.ErrorReason ?? "")}: {remedy}.";
}

/// <summary>What is to be done with one item.</summary>
internal abstract record ItemVerdict
{
    private ItemVerdict()
    {
    }

    public sealed record Stored : ItemVerdict;

    public sealed record Duplicate : ItemVerdict;

    /// <summary>Stored in the failure store under a new id: never sent again.</summary>
    public sealed record Quarantined : ItemVerdict;

    /// <summary>Pressure: this item again, later.</summary>
    /// <param name="InDoubt">It may be stored nevertheless, and has to be looked up before it is sent again: the stream may roll over meanwhile.</param>
    public sealed record Retry(string Reason, bool InDoubt) : ItemVerdict;

    /// <summary>The document is at fault: it becomes a dead letter.</summary>
    public sealed record Refused : ItemVerdict;

    /// <summary>The stream is refused, good documents with it: the cursor is held, other streams go on.</summary>
    public sealed record Hold(string Reason, bool IsLong) : ItemVerdict;
}

/// <summary>What is to be done with a whole request.</summary>
internal abstract record RequestVerdict
{
    private RequestVerdict()
    {
    }

    /// <summary>Each item has an answer of its own.</summary>
    public sealed record Items(IReadOnlyList<BulkItem> All) : RequestVerdict;

    /// <summary>Everything again, later.</summary>
    /// <param name="InDoubt">It may be stored nevertheless, and has to be looked up before it is sent again: the stream may roll over meanwhile.</param>
    public sealed record Pressure(string Reason, bool InDoubt) : RequestVerdict;

    /// <summary>In halves.</summary>
    public sealed record TooLarge : RequestVerdict;

    /// <summary>This cluster does not know a parameter.</summary>
    public sealed record UnknownParameter(string Reason) : RequestVerdict;

    /// <summary>Nothing more is sent with this credential until somebody mends it.</summary>
    public sealed record CredentialRefused(string Reason) : RequestVerdict;

    /// <summary>This is no Elasticsearch, or not where it should be.</summary>
    public sealed record Unusable(string Reason) : RequestVerdict;
}
