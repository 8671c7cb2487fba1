using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>Under which ids the events of a page are to be found.</summary>
/// <param name="DocumentIds">The <c>_id</c> of each, or of its dead letter.</param>
/// <param name="EventIds">Its own id; null where it becomes a dead letter.</param>
internal sealed record PageIdentity(IReadOnlyList<string> DocumentIds, IReadOnlyList<string?> EventIds)
{
    /// <param name="to">Events that were processed later are left out; null = none.</param>
    public static PageIdentity Of(IEventPage page, OrganizationSettings settings, EventMapper mapper, DateTimeOffset now, DateTimeOffset? to = null)
    {
        using var documents = new BatchWriter(DataStreams.Audit(settings.Namespace));
        var (documentIds, eventIds) = (new List<string>(page.Count), new List<string?>(page.Count));
        for (var i = 0; i < page.Count; i++)
        {
            var (mapped, rejection) = mapper.Map(page.Event(i), now, documents);
            if (rejection is not null)
            {
                documentIds.Add(DeadLetter.IdOf(page.Event(i), settings.OrganizationId, rejection.EventId));
                eventIds.Add(null);
            }
            else if (to is null || (mapped.ProcessedAt ?? mapped.Time) <= to)
            {
                documentIds.Add(documents.LastId);
                eventIds.Add(mapper.IdOf(page.Event(i)));
            }

            if (documents.Count > 0)
                documents.Undo();
        }

        return new PageIdentity(documentIds, eventIds);
    }
}
