using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>One batch on its way: what became of each item so far, and who waits for the report. Guarded by its pipeline's lock.</summary>
internal sealed class Shipment(MappedBatch batch)
{
    private readonly ItemOutcome[] _outcomes = new ItemOutcome[batch.Count];
    private readonly List<Refusal> _refusals = [];
    private readonly TaskCompletionSource<ShipReport> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = batch.Count;
    private string? _writeIndex;
    private bool _released;
    private string? _notLookedUp;
    private string? _withheld;

    public MappedBatch Batch => batch;

    public Task<ShipReport> Report => _report.Task;

    /// <summary>True when the report is there: what is left of it in queues is not sent any more.</summary>
    public bool IsReported => _report.Task.IsCompleted;

    /// <summary>True when it is known of each item what became of it: nothing of it waits in any queue.</summary>
    public bool IsSettled => _open == 0;

    /// <summary>Where its last item went; null while none has.</summary>
    public string? WriteIndex => _writeIndex;

    /// <summary>Requests that still read the batch's bytes.</summary>
    public int InFlight { get; set; }

    public int SizeOf(int item) => batch.Ends[item] - StartOf(item);

    public ReadOnlyMemory<byte> Bytes(int from, int to) => batch.Body[StartOf(from)..batch.Ends[to - 1]];

    public void Settle(int item, ItemOutcome outcome, string? index)
    {
        if (_outcomes[item] != ItemOutcome.Pending)
            return;
        _outcomes[item] = outcome;
        _writeIndex = outcome is ItemOutcome.Stored or ItemOutcome.Duplicate ? index ?? _writeIndex : _writeIndex;
        if (--_open == 0)
            _report.TrySetResult(new ShipReport.Settled([.. _outcomes], _writeIndex, [.. _refusals.OrderBy(refusal => refusal.Index)]) { NotLookedUp = _notLookedUp, Withheld = _withheld });
    }

    /// <summary>Takes out what is stored already, and returns the pieces that are left.</summary>
    public IEnumerable<Piece> LeaveOut(IReadOnlyDictionary<string, int> stored)
    {
        var from = 0;
        for (var item = 0; item <= batch.Count; item++)
        {
            if (item < batch.Count && !stored.ContainsKey(batch.DocumentIds[item]))
                continue;
            if (item > from)
                yield return new Piece(this, from, item);
            if (item < batch.Count)
                Settle(item, ItemOutcome.Duplicate, null);
            from = item + 1;
        }
    }

    /// <summary>Ships although nobody could look: the report says so.</summary>
    public void ShipUnseen(string reason) => _notLookedUp = reason;

    public bool HasUnmapped(int from, int to) => batch.Unmapped.Any(part => part.Item >= from && part.Item < to);

    /// <summary>From now on its documents go without what no rule maps: the report says why. Null = they go whole.</summary>
    public void Withhold(string? reason) => _withheld = batch.Unmapped.IsEmpty ? null : reason;

    /// <summary>How many documents were stored without what no rule maps.</summary>
    public int StoredWithout => _withheld is null ? 0 : batch.Unmapped.Count(part => _outcomes[part.Item] == ItemOutcome.Stored);

    /// <summary>The bytes of neighbouring items as they are sent: slices, never copied.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Sent(int from, int to)
    {
        if (_withheld is null)
            return [Bytes(from, to)];
        var slices = new List<ReadOnlyMemory<byte>>();
        var start = StartOf(from);
        foreach (var part in batch.Unmapped)
        {
            if (part.Item < from || part.Item >= to)
                continue;
            slices.Add(batch.Body[start..part.From]);
            start = part.To;
        }

        slices.Add(batch.Body[start..batch.Ends[to - 1]]);
        return slices;
    }

    public void Refuse(int item, string errorType, string errorReason)
    {
        if (_outcomes[item] == ItemOutcome.Pending)
            _refusals.Add(new Refusal(item, errorType, errorReason));
        Settle(item, ItemOutcome.Refused, null);
    }

    /// <summary>Gives up for now: the caller offers the batch again.</summary>
    public void Press(TimeSpan retryAfter, string reason) =>
        _report.TrySetResult(new ShipReport.Pressure([.. _outcomes], _writeIndex, retryAfter, reason));

    /// <summary>Gives up until somebody has mended something.</summary>
    public void Hold(TimeSpan retryAfter, string reason) =>
        _report.TrySetResult(new ShipReport.Unavailable([.. _outcomes], _writeIndex, retryAfter, reason));

    /// <summary>True once: its share of the budget is given back once.</summary>
    public bool TakeRelease() => !_released && (_released = true);

    private int StartOf(int item) => item == 0 ? 0 : batch.Ends[item - 1];
}

/// <summary>Neighbouring items of a shipment that travel together: a slice of its bytes, never copied.</summary>
internal readonly record struct Piece(Shipment Shipment, int From, int To)
{
    public int Count => To - From;

    public ReadOnlyMemory<byte> Bytes => Shipment.Bytes(From, To);

    /// <summary>Some of its documents hold what no rule maps.</summary>
    public bool HasUnmapped => Shipment.HasUnmapped(From, To);
}
