using System.Text;
using System.Text.Json.Nodes;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Collector.Shipping;
using AtlassianAudit.Contracts.Shipping;
using AtlassianAudit.Tests.Mapping;

namespace AtlassianAudit.Tests.Shipping;

public sealed class WithheldAttributes
{
    private static readonly string[] Events =
    [
        """{"id":"a","attributes":{"time":"2026-05-19T10:00:00Z","new":1}}""",
        """{"id":"b","attributes":{"time":"2026-05-19T10:00:00Z"}}""",
        """{"id":"c","attributes":{"time":"2026-05-19T10:00:00Z","location":{"geo":"EU"},"new":{"unmapped":"\"}"},"é":"\\"}}""",
        """{"id":"d","attributes":{"time":"never","message":1}}""",
    ];

    [Fact]
    public void What_is_left_is_the_same_document_without_unmapped()
    {
        var batch = Batch(Events);
        Assert.Equal([0, 2, 3], batch.Unmapped.Select(part => part.Item));
        var whole = Lines(new Shipment(batch));
        var left = Lines(Withheld(batch));
        Assert.Equal(whole.Count, left.Count);
        for (var line = 0; line < whole.Count; line++)
        {
            (whole[line]["atlassian_cloud"]?["audit"] as JsonObject)?.Remove("unmapped");
            Assert.True(JsonNode.DeepEquals(whole[line], left[line]), left[line].ToJsonString());
        }
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(1, 4)]
    [InlineData(3, 4)]
    public void A_piece_of_a_batch_is_cut_like_the_whole(int from, int to)
    {
        var batch = Batch(Events);
        Assert.Equal(Lines(Withheld(batch)).Select(line => line.ToJsonString()).Skip(2 * from).Take(2 * (to - from)), Lines(Withheld(batch), from, to).Select(line => line.ToJsonString()));
    }

    [Fact]
    public void A_document_that_is_taken_out_takes_its_part_along()
    {
        using var writer = new BatchWriter("s");
        var mapper = new EventMapper(Mapped.Organization);
        mapper.Map(Encoding.UTF8.GetBytes(Events[1]), Mapped.CollectedAt, writer);
        mapper.Map(Encoding.UTF8.GetBytes(Events[0]), Mapped.CollectedAt, writer);
        writer.Undo();
        mapper.Map(Encoding.UTF8.GetBytes(Events[2]), Mapped.CollectedAt, writer);
        Assert.Equal([1], writer.ToBatch("org").Unmapped.Select(part => part.Item));
    }

    [Fact]
    public async Task Only_what_was_stored_without_is_counted_and_the_report_says_why()
    {
        var shipment = Withheld(Batch(Events));
        shipment.Settle(0, ItemOutcome.Stored, "i");
        shipment.Settle(1, ItemOutcome.Stored, "i");
        shipment.Settle(2, ItemOutcome.Duplicate, "i");
        shipment.Settle(3, ItemOutcome.Stored, "i");
        Assert.Equal(2, shipment.StoredWithout);
        Assert.Equal("because", (await shipment.Report).Withheld);
    }

    [Fact]
    public async Task A_batch_that_holds_none_says_nothing_of_it()
    {
        var shipment = Withheld(Batch(Events[1]));
        shipment.Settle(0, ItemOutcome.Stored, "i");
        Assert.Equal((0, null), (shipment.StoredWithout, (await shipment.Report).Withheld));
    }

    private static Shipment Withheld(MappedBatch batch)
    {
        var shipment = new Shipment(batch);
        shipment.Withhold("because");
        return shipment;
    }

    private static MappedBatch Batch(params string[] events)
    {
        using var writer = new BatchWriter("s");
        var mapper = new EventMapper(Mapped.Organization);
        foreach (var auditEvent in events)
            Assert.Null(mapper.Map(Encoding.UTF8.GetBytes(auditEvent), Mapped.CollectedAt, writer).Rejection);
        return writer.ToBatch("org");
    }

    private static List<JsonNode> Lines(Shipment shipment, int from = 0, int? to = null) =>
        [.. string.Concat(shipment.Sent(from, to ?? shipment.Batch.Count).Select(slice => Encoding.UTF8.GetString(slice.Span))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}
