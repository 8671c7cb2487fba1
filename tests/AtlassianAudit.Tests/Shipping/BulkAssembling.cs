using AtlassianAudit.Collector.Shipping;
using AtlassianAudit.Contracts.Shipping;
using FsCheck;
using FsCheck.Fluent;

namespace AtlassianAudit.Tests.Shipping;

public sealed class BulkAssembling
{
    [Fact]
    public void Every_item_is_sent_once_and_in_order_within_the_size() =>
        Prop.ForAll(Gen.Choose(1, 30).NonEmptyListOf().ListOf().ToArbitrary(), Gen.Choose(1, 100).ToArbitrary(), (batches, maxBytes) =>
        {
            var assembly = new BulkAssembly();
            var shipments = batches.Select(sizes => new Shipment(Batch(sizes))).ToList();
            foreach (var shipment in shipments)
                assembly.Add(new Piece(shipment, 0, shipment.Batch.Count));

            var sent = new List<(Shipment, int)>();
            while (assembly.Take(maxBytes) is { Count: > 0 } request)
            {
                var size = request.Sum(piece => piece.Bytes.Length);
                if (size > maxBytes && request.Sum(piece => piece.Count) > 1)
                    return false;
                sent.AddRange(Items(request));
            }

            return assembly is { IsEmpty: true, Bytes: 0 }
                && sent.SequenceEqual(shipments.SelectMany(shipment => Enumerable.Range(0, shipment.Batch.Count).Select(item => (shipment, item))));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_nobody_waits_for_is_dropped_wherever_it_stands()
    {
        var assembly = new BulkAssembly();
        var (kept, dropped) = (new Shipment(Batch([3, 4])), new Shipment(Batch([5, 6])));
        foreach (var piece in new[] { new Piece(dropped, 0, 1), new Piece(kept, 0, 2), new Piece(dropped, 1, 2) })
            assembly.Add(piece);
        assembly.Drop(dropped);
        Assert.Equal(kept.Batch.Body.Length, assembly.Bytes);
        Assert.Equal([new Piece(kept, 0, 2)], assembly.Take(1000));
        Assert.Equal(0, assembly.Bytes);
    }

    [Fact]
    public void Halves_hold_the_same_items_in_the_same_order() =>
        Prop.ForAll(Gen.Choose(1, 9).NonEmptyListOf().NonEmptyListOf().ToArbitrary(), batches =>
        {
            var request = batches.Select(sizes => new Shipment(Batch(sizes))).Select(shipment => new Piece(shipment, 0, shipment.Batch.Count)).ToList();
            var halves = BulkAssembly.Halve(request);
            var count = request.Sum(piece => piece.Count);
            return halves is not ({ } first, { } second)
                ? count == 1
                : Items(first).Concat(Items(second)).SequenceEqual(Items(request)) && Items(first).Count() == count / 2;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_nobody_waits_for_any_more_is_not_sent()
    {
        var assembly = new BulkAssembly();
        var shipment = new Shipment(Batch([5, 5]));
        assembly.Add(new Piece(shipment, 0, 2));
        shipment.Press(TimeSpan.Zero, "late");
        Assert.Empty(assembly.Take(100));
        Assert.True(assembly.IsEmpty);
    }

    private static IEnumerable<(Shipment, int)> Items(IEnumerable<Piece> request) =>
        request.SelectMany(piece => Enumerable.Range(piece.From, piece.Count).Select(item => (piece.Shipment, item)));

    private static MappedBatch Batch(IEnumerable<int> sizes)
    {
        var ends = new List<int>();
        foreach (var size in sizes)
            ends.Add(size + ends.LastOrDefault());
        return new MappedBatch("org", "stream", new byte[ends[^1]], [.. ends], [.. ends.Select(end => $"id-{end}")]);
    }
}
