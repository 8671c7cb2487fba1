using System.Text;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// Maps events of one organization to ECS documents: bytes in, bytes out, nothing remembered. Either a whole document is written or none.
/// </summary>
internal sealed class EventMapper(MappingContext context)
{
    public MapResult Map(ReadOnlySpan<byte> original, DateTimeOffset collectedAt, BatchWriter batch)
    {
        // A bulk body is one line a document; between tokens a line break is as good as a space, and within strings there is none.
        var json = original.ContainsAny("\r\n"u8) ? OnOneLine(original) : original;
        if (!ScannedEvent.TryScan(json, out var scanned, out var problem))
            return new MapResult.Rejected(null, "unreadable_event", problem!);
        if (!scanned.Has(EventField.Id))
            return new MapResult.Rejected(null, "missing_event_id", "The event has no id.");

        var eventId = EventId.Of(scanned);
        var times = EventTimes.Of(scanned, collectedAt);
        var action = context.Actions.Find(scanned[EventField.Action]);
        var writer = batch.Begin(DocumentId.Of(context.OrganizationId, Encoding.UTF8.GetBytes(eventId)));
        batch.End(new EventDocument(context, scanned, action, writer).Write(times, original));
        return new MapResult.Mapped(eventId, times.Timestamp, times.ProcessedAt, action);
    }

    private static byte[] OnOneLine(ReadOnlySpan<byte> original)
    {
        var line = original.ToArray();
        line.AsSpan().ReplaceAny(System.Buffers.SearchValues.Create("\r\n"u8), (byte)' ');
        return line;
    }
}
