using System.Buffers;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// Maps events of one organization to ECS documents: bytes in, bytes out, nothing remembered. Either a whole document is written or none. One event at a
/// time: its memory is used again for the next one.
/// </summary>
internal sealed class EventMapper(MappingContext context)
{
    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);
    private readonly ConstantFields _constants = new(context);
    private readonly FoundValues _found = new();

    public MapResult Map(ReadOnlySpan<byte> original, DateTimeOffset collectedAt, BatchWriter batch)
    {
        if (!TryRead(original, out var scanned, out var repairs, out var problem))
            return new MapResult.Rejected(null, "unreadable_event", problem!);
        if (!scanned.Has(EventField.Id))
            return new MapResult.Rejected(null, "missing_event_id", "The event has no id.");

        var times = EventTimes.Of(scanned, collectedAt);
        var action = context.Actions.Find(scanned[EventField.Action]);
        var json = batch.Begin(DocumentId.Of(context.OrganizationId, EventId.Utf8(scanned)));
        batch.End(new EventDocument(context, _constants, scanned, action, json).Write(times, repairs, original));
        return new MapResult.Mapped(times.Timestamp, times.ProcessedAt, action);
    }

    /// <summary>The own id of an event that was mapped.</summary>
    public string IdOf(ReadOnlySpan<byte> original) =>
        TryRead(original, out var scanned, out _, out var problem) ? EventId.Of(scanned) : throw new ArgumentException(problem, nameof(original));

    /// <summary>Reads an event, repaired where Elasticsearch would not take it. What it points to is good until the next one is read.</summary>
    public bool TryRead(ReadOnlySpan<byte> original, out ScannedEvent scanned, out Repairs repairs, out string? problem)
    {
        repairs = Repairs.None;
        if (!ScannedEvent.TryScan(original, _found, out scanned, out problem))
            return false;

        // A bulk body is one line a document; between tokens a line break is as good as a space, and within strings there is none, as was just seen.
        var json = original;
        if (original.ContainsAny(LineBreaks))
            ScannedEvent.TryScan(json = OnOneLine(original), _found, out scanned, out problem);
        if (scanned.IsDoubtful && EventRepair.Repair(json, out repairs) is var repaired && repairs != Repairs.None)
            ScannedEvent.TryScan(repaired, _found, out scanned, out problem);
        return true;
    }

    private static byte[] OnOneLine(ReadOnlySpan<byte> original)
    {
        var line = original.ToArray();
        line.AsSpan().ReplaceAny(LineBreaks, (byte)' ');
        return line;
    }
}
