using System.Collections.Immutable;
using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>Compares a page with what Elasticsearch holds of it.</summary>
internal sealed class PageReconciliation(IGrainFactory grains, TimeProvider time)
{
    /// <param name="page">The page.</param>
    /// <param name="settings">Whose it is.</param>
    /// <param name="mapper">Knows the documents' ids.</param>
    /// <param name="to">Events that were processed later are the live tail's.</param>
    public async Task<LookResult<PageStock>> CompareAsync(IEventPage page, OrganizationSettings settings, EventMapper mapper, DateTimeOffset to)
    {
        var (documentIds, eventIds) = Identify(page, settings, mapper, to);
        if (documentIds.Count == 0)
            return new LookResult<PageStock>.Seen(PageStock.Empty);
        var stock = await grains.GetGrain<IShippingGrain>(settings.Destination)
            .TakeStockAsync(new StockQuestion(settings.OrganizationId, settings.Namespace, [.. documentIds], [.. eventIds]));
        return stock.Then(whereabouts => new PageStock(documentIds, eventIds, whereabouts));
    }

    private (List<string> DocumentIds, List<string?> EventIds) Identify(IEventPage page, OrganizationSettings settings, EventMapper mapper, DateTimeOffset to)
    {
        using var documents = new BatchWriter(DataStreams.Audit(settings.Namespace));
        var (documentIds, eventIds) = (new List<string>(page.Count), new List<string?>(page.Count));
        for (var i = 0; i < page.Count; i++)
        {
            var (mapped, rejection) = mapper.Map(page.Event(i), time.GetUtcNow(), documents);
            if (rejection is not null)
            {
                documentIds.Add(DeadLetter.IdOf(page.Event(i), settings.OrganizationId, rejection.EventId));
                eventIds.Add(null);
            }
            else if ((mapped.ProcessedAt ?? mapped.Time) <= to)
            {
                documentIds.Add(documents.LastId);
                eventIds.Add(mapper.IdOf(page.Event(i)));
            }

            if (documents.Count > 0)
                documents.Undo();
        }

        return (documentIds, eventIds);
    }
}

/// <summary>Where the events of a page are.</summary>
internal sealed record PageStock(IReadOnlyList<string> DocumentIds, IReadOnlyList<string?> EventIds, ImmutableArray<Whereabouts> Places)
{
    public static readonly PageStock Empty = new([], [], []);

    /// <summary>The <c>_id</c>s of what is to be shipped.</summary>
    public HashSet<string> Missing { get; } = [.. Where(Whereabouts.Missing, Places, DocumentIds)];

    /// <summary>The findings with those of this page.</summary>
    public HistoryFindings AddTo(HistoryFindings findings) => findings with
    {
        Present = findings.Present + Number(Whereabouts.Present) + Number(Whereabouts.Doubled),
        Missing = findings.Missing + Number(Whereabouts.Missing),
        Doubled = findings.Doubled + Number(Whereabouts.Doubled),
        Quarantined = findings.Quarantined + Number(Whereabouts.Quarantined),
        DeadLettered = findings.DeadLettered + Number(Whereabouts.DeadLettered),
        MissingIds = Listed(findings.MissingIds, Whereabouts.Missing),
        DoubledIds = Listed(findings.DoubledIds, Whereabouts.Doubled),
    };

    private int Number(Whereabouts wanted) => Places.AsSpan().Count(wanted);

    private ImmutableArray<string> Listed(ImmutableArray<string> known, Whereabouts wanted) =>
        [.. known.Concat(Where(wanted, Places, [.. EventIds.Zip(DocumentIds, (eventId, documentId) => eventId ?? documentId)])).Take(HistoryFindings.Listed)];

    private static IEnumerable<string> Where(Whereabouts wanted, ImmutableArray<Whereabouts> places, IReadOnlyList<string> ids) =>
        ids.Where((_, i) => places[i] == wanted);
}
