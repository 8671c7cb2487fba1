using System.Text;
using AtlassianAudit.Collector.Shipping.Elasticsearch;

namespace AtlassianAudit.Tests.Shipping;

public sealed class BulkAnswers
{
    [Theory]
    [InlineData(201, null, null, null, typeof(ItemVerdict.Stored))]
    [InlineData(201, "not_applicable", null, null, typeof(ItemVerdict.Stored))]
    [InlineData(201, "used", null, null, typeof(ItemVerdict.Quarantined))]
    [InlineData(409, null, "version_conflict_engine_exception", null, typeof(ItemVerdict.Duplicate))]
    [InlineData(429, null, "es_rejected_execution_exception", null, typeof(ItemVerdict.Retry))]
    [InlineData(429, null, "cluster_block_exception", "disk usage exceeded flood-stage watermark", typeof(ItemVerdict.Hold))]
    [InlineData(500, null, "exception", null, typeof(ItemVerdict.Retry))]
    [InlineData(503, null, "unavailable_shards_exception", null, typeof(ItemVerdict.Retry))]
    [InlineData(400, null, "document_parsing_exception", null, typeof(ItemVerdict.Refused))]
    [InlineData(400, null, "mapper_parsing_exception", null, typeof(ItemVerdict.Refused))]
    [InlineData(400, null, "illegal_argument_exception", "Limit of total fields [1000] has been exceeded", typeof(ItemVerdict.Refused))]
    [InlineData(400, null, "illegal_argument_exception", "pipeline with id [x] does not exist", typeof(ItemVerdict.Hold))]
    [InlineData(400, null, "validation_exception", "this action would add [2] shards", typeof(ItemVerdict.Hold))]
    [InlineData(401, null, "security_exception", null, typeof(ItemVerdict.Hold))]
    [InlineData(403, null, "security_exception", null, typeof(ItemVerdict.Hold))]
    [InlineData(403, null, "cluster_block_exception", "index [x] blocked by: [FORBIDDEN/8/index write (api)]", typeof(ItemVerdict.Hold))]
    [InlineData(404, null, "index_not_found_exception", null, typeof(ItemVerdict.Hold))]
    [InlineData(413, null, null, null, typeof(ItemVerdict.Refused))]
    [InlineData(418, null, null, null, typeof(ItemVerdict.Hold))]
    public void Each_item_is_acknowledged_retried_held_or_refused(int status, string? failureStore, string? type, string? reason, Type verdict) =>
        Assert.IsType(verdict, BulkPolicy.Judge(new BulkItem(status, "i", failureStore, type, reason)));

    [Theory]
    [InlineData(200, """{"errors":false,"items":[{"create":{"status":201}}]}""", typeof(RequestVerdict.Items))]
    [InlineData(200, """{"errors":false,"items":[]}""", typeof(RequestVerdict.Pressure))]
    [InlineData(200, """{"errors":false,"items":[{"create":{"stat""", typeof(RequestVerdict.Pressure))]
    [InlineData(200, "<html>", typeof(RequestVerdict.Pressure))]
    [InlineData(401, """{"error":{"type":"security_exception","reason":"no"}}""", typeof(RequestVerdict.CredentialRefused))]
    [InlineData(403, "", typeof(RequestVerdict.CredentialRefused))]
    [InlineData(413, "", typeof(RequestVerdict.TooLarge))]
    [InlineData(429, "", typeof(RequestVerdict.Pressure))]
    [InlineData(502, "", typeof(RequestVerdict.Pressure))]
    [InlineData(503, "", typeof(RequestVerdict.Pressure))]
    [InlineData(504, "", typeof(RequestVerdict.Pressure))]
    [InlineData(400, """{"error":{"reason":"request [/_bulk] contains unrecognized parameter: [require_data_stream]"}}""", typeof(RequestVerdict.UnknownParameter))]
    [InlineData(400, """{"error":"no"}""", typeof(RequestVerdict.Unusable))]
    [InlineData(301, "", typeof(RequestVerdict.Unusable))]
    public void Each_request_is_read_retried_halved_or_held(int status, string body, Type verdict) =>
        Assert.IsType(verdict, BulkPolicy.Judge(new ElasticsearchAnswer(status, Encoding.UTF8.GetBytes(body)), sent: 1));

    [Fact]
    public void No_answer_is_pressure_with_the_address() =>
        Assert.IsType<RequestVerdict.Pressure>(BulkPolicy.Judge(ElasticsearchAnswer.None("unreachable"), 1));

    [Fact]
    public void Items_are_read_in_order_whatever_else_the_answer_holds()
    {
        var items = BulkItem.ReadAll("""
            {"took":3,"errors":true,"items":[{"create":{"_index":".ds-a-1","_shards":{"x":[1]},"status":201,"failure_store":"used"}},
            {"create":{"status":400,"error":{"type":"t","reason":"r","caused_by":{"type":"c","reason":"d"}}}}]}
            """u8)!;
        Assert.Equal([new BulkItem(201, ".ds-a-1", "used", null, null), new BulkItem(400, null, null, "t", "r")], items);
    }

    [Fact]
    public void A_parameter_that_an_older_cluster_does_not_know_is_left_out()
    {
        var path = new BulkPath("_none");
        Assert.True(path.LeaveOutUnknown("request [/_bulk] contains unrecognized parameter: [include_source_on_error]"));
        Assert.DoesNotContain("include_source_on_error", path.ToString(), StringComparison.Ordinal);
        Assert.True(path.LeaveOutUnknown("request [/_bulk] contains unrecognized parameter: [include_source_on_error]"), "another request hears of it, too");
        Assert.False(path.LeaveOutUnknown("request [/_bulk] contains unrecognized parameter: [filter_path]"));
    }
}
