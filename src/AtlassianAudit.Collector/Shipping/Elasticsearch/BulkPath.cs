namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// Path and query of a bulk request. Older clusters refuse a parameter they do not know; it is left out from then on.
/// <see href="https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk"/>
/// </summary>
internal sealed class BulkPath(string pipeline)
{
    private readonly List<(string Name, string Value)> _parameters =
    [
        ("pipeline", Uri.EscapeDataString(pipeline)),
        ("require_data_stream", "true"),
        ("include_source_on_error", "false"),
        ("filter_path", "errors,items.*._index,items.*.status,items.*.failure_store,items.*.error.type,items.*.error.reason"),
    ];

    public override string ToString() => $"/_bulk?{string.Join('&', _parameters.Select(parameter => $"{parameter.Name}={parameter.Value}"))}";

    /// <summary>Leaves out the optional parameter that an error complains of; false where it complains of none.</summary>
    public bool LeaveOutUnknown(string errorReason) =>
        errorReason.Contains("unrecognized parameter", StringComparison.Ordinal)
        && _parameters.RemoveAll(parameter => parameter.Name is "require_data_stream" or "include_source_on_error"
            && errorReason.Contains($"[{parameter.Name}]", StringComparison.Ordinal)) > 0;
}
