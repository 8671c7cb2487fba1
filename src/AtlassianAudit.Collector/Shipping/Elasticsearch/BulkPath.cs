using System.Collections.Immutable;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// Path and query of a bulk request. Older clusters refuse a parameter they do not know; it is left out from then on.
/// <see href="https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk"/>
/// </summary>
internal sealed class BulkPath(string pipeline)
{
    private static readonly string[] Optional = ["require_data_stream", "include_source_on_error"];

    private ImmutableArray<(string Name, string Value)> _parameters =
    [
        ("pipeline", Uri.EscapeDataString(pipeline)),
        ("require_data_stream", "true"),
        ("include_source_on_error", "false"),
        ("filter_path", "errors,items.*._index,items.*.status,items.*.failure_store,items.*.error.type,items.*.error.reason"),
    ];

    public override string ToString() => $"/_bulk?{string.Join('&', _parameters.Select(parameter => $"{parameter.Name}={parameter.Value}"))}";

    /// <summary>
    /// Leaves out the optional parameter that an error complains of, which another request's answer may have done before; false where it complains of none.
    /// </summary>
    public bool LeaveOutUnknown(string errorReason)
    {
        if (!errorReason.Contains("unrecognized parameter", StringComparison.Ordinal) || !Optional.Any(IsNamed))
            return false;
        _parameters = _parameters.RemoveAll(parameter => Optional.Contains(parameter.Name) && IsNamed(parameter.Name));
        return true;

        bool IsNamed(string name) => errorReason.Contains($"[{name}]", StringComparison.Ordinal);
    }
}
