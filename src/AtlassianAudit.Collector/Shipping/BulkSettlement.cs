using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>What the answer to one request means for the shipments in it.</summary>
/// <param name="Again">What has to be sent again, in order.</param>
/// <param name="Pressure">Why; null = nothing has to be.</param>
/// <param name="AnyHeld">A stream was refused as a whole.</param>
/// <param name="InDoubt">Shipments of which something may be stored without an answer that says so.</param>
internal sealed record BulkSettlement(IReadOnlyList<Piece> Again, string? Pressure, bool AnyHeld, IReadOnlySet<Shipment> InDoubt)
{
    private static readonly TimeSpan HoldRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongHoldRetry = TimeSpan.FromMinutes(1);

    /// <summary>Tells each shipment what became of its items; answers come in the order of the request.</summary>
    public static BulkSettlement Settle(IReadOnlyList<BulkItem> answers, IReadOnlyList<Piece> request)
    {
        var again = new List<Piece>();
        var next = 0;
        string? pressure = null;
        var anyHeld = false;
        var inDoubt = new HashSet<Shipment>();
        foreach (var piece in request)
            for (var item = piece.From; item < piece.To; item++)
            {
                var answer = answers[next++];
                switch (BulkPolicy.Judge(answer))
                {
                    case ItemVerdict.Stored:
                        piece.Shipment.Settle(item, ItemOutcome.Stored, answer.Index);
                        break;
                    case ItemVerdict.Duplicate:
                        piece.Shipment.Settle(item, ItemOutcome.Duplicate, answer.Index);
                        break;
                    case ItemVerdict.Quarantined:
                        piece.Shipment.Settle(item, ItemOutcome.Quarantined, null);
                        break;
                    case ItemVerdict.Refused:
                        piece.Shipment.Refuse(item, answer.Status == 413 ? Refusal.TooLarge : answer.ErrorType ?? "unknown", answer.ErrorReason ?? $"status {answer.Status}");
                        break;
                    case ItemVerdict.Retry { InDoubt: true } retry:
                        pressure = retry.Reason;
                        inDoubt.Add(piece.Shipment);
                        break;
                    case ItemVerdict.Retry retry:
                        pressure = retry.Reason;
                        Append(again, piece.Shipment, item);
                        break;
                    case ItemVerdict.Hold hold:
                        anyHeld = true;
                        piece.Shipment.Hold(hold.IsLong ? LongHoldRetry : HoldRetry, $"{piece.Shipment.Batch.DataStream}: {hold.Reason}");
                        break;
                }
            }

        return new BulkSettlement(again, pressure, anyHeld, inDoubt);
    }

    private static void Append(List<Piece> pieces, Shipment shipment, int item)
    {
        if (pieces is [.., var last] && last.Shipment == shipment && last.To == item)
            pieces[^1] = last with { To = item + 1 };
        else
            pieces.Add(new Piece(shipment, item, item + 1));
    }
}
