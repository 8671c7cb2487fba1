using System.Collections.Immutable;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>Finds what of a page lies where its organization's events went before. A destination that is gone holds nothing that could be asked for.</summary>
internal sealed class FormerHoldings(IGrainFactory grains)
{
    /// <summary>Where each event is: at the first place that has it, else missing.</summary>
    public async Task<LookResult<ImmutableArray<Whereabouts>>> FindAsync(IReadOnlyList<FormerPlace> places, string organizationId, PageIdentity page)
    {
        var found = new Whereabouts[page.DocumentIds.Count];
        foreach (var place in places)
        {
            var stock = await grains.GetGrain<IShippingGrain>(place.Destination)
                .TakeStockAsync(new StockQuestion(organizationId, place.Namespace, [.. page.DocumentIds], [.. page.EventIds]));
            if (stock is LookResult<ImmutableArray<Whereabouts>>.Seen { What: var there })
                found = [.. found.Zip(there, (known, here) => known == Whereabouts.Missing ? here : known)];
            else if (await grains.GetGrain<IDestinationGrain>(place.Destination).GetSettingsAsync() is not null)
                return stock;
        }

        return new LookResult<ImmutableArray<Whereabouts>>.Seen([.. found]);
    }
}
