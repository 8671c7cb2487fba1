using System.Collections.Immutable;
using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>Compares a page with what Elasticsearch holds of it.</summary>
internal sealed class PageReconciliation(IGrainFactory grains, FormerHoldings formerHoldings, TimeProvider time)
{
    /// <param name="page">The page.</param>
    /// <param name="settings">Whose it is.</param>
    /// <param name="former">Where its events went before.</param>
    /// <param name="mapper">Knows the documents' ids.</param>
    /// <param name="to">Events that were processed later are the live tail's.</param>
    public async Task<LookResult<PageStock>> CompareAsync(IEventPage page, OrganizationSettings settings, IReadOnlyList<FormerPlace> former, EventMapper mapper, DateTimeOffset to)
    {
        var identity = PageIdentity.Of(page, settings, mapper, time.GetUtcNow(), to);
        if (identity.DocumentIds.Count == 0)
            return new LookResult<PageStock>.Seen(PageStock.Empty);
        var stock = await grains.GetGrain<IShippingGrain>(settings.Destination)
            .TakeStockAsync(new StockQuestion(settings.OrganizationId, settings.Namespace, [.. identity.DocumentIds], [.. identity.EventIds]));
        if (former.Count > 0 && stock is LookResult<ImmutableArray<Whereabouts>>.Seen { What: var here } && here.Contains(Whereabouts.Missing))
            stock = (await formerHoldings.FindAsync(former, settings.OrganizationId, identity))
                .Then<ImmutableArray<Whereabouts>>(there => [.. here.Zip(there, (now, before) => now == Whereabouts.Missing ? before : now)]);
        return stock.Then(whereabouts => new PageStock(identity.DocumentIds, identity.EventIds, whereabouts));
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
