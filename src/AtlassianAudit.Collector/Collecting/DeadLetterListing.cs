using System.Collections.Immutable;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>An organization's dead letters, first where its events go now, then where they went before.</summary>
internal sealed class DeadLetterListing(IGrainFactory grains)
{
    public async Task<LookResult<DeadLetterPage>> ReadAsync(OrganizationSettings settings, ImmutableArray<FormerPlace> former, string? after, int limit)
    {
        ImmutableArray<FormerPlace> places = [new() { Destination = settings.Destination, Namespace = settings.Namespace }, .. former.Reverse()];
        for (var from = DeadLetterPlace.Parse(after) ?? DeadLetterPlace.Begin; from.Before < places.Length;)
        {
            var (place, query) = (places[from.Before], new DeadLetterQuery(settings.OrganizationId, places[from.Before].Namespace, from.ToString(), limit));
            var next = from.Before + 1 < places.Length ? DeadLetterPlace.Begin with { Before = from.Before + 1 } : null;
            switch (await grains.GetGrain<IShippingGrain>(place.Destination).ReadDeadLettersAsync(query))
            {
                case LookResult<DeadLetterPage>.Seen { What: var page } when page.Next is not null || !page.Items.IsEmpty || next is null:
                    return await DeliveredSinceAsync(settings, from.Before, new DeadLetterPage(page.Items, page.Next ?? next?.ToString()));
                case LookResult<DeadLetterPage>.Seen:
                    break;
                case var other when from.Before == 0 || await grains.GetGrain<IDestinationGrain>(place.Destination).GetSettingsAsync() is not null:
                    return other;
            }

            if (next is null)
                break;
            from = next;
        }

        return new LookResult<DeadLetterPage>.Seen(new DeadLetterPage([], null));
    }

    /// <summary>What was buried elsewhere may have been delivered to where the events go now.</summary>
    private async Task<LookResult<DeadLetterPage>> DeliveredSinceAsync(OrganizationSettings settings, int before, DeadLetterPage page)
    {
        if (before == 0 || page.Items.IsEmpty)
            return new LookResult<DeadLetterPage>.Seen(page);
        var stock = await grains.GetGrain<IShippingGrain>(settings.Destination).TakeStockAsync(
            new StockQuestion(settings.OrganizationId, settings.Namespace, [.. page.Items.Select(item => item.Id)], [.. page.Items.Select(item => item.EventId)]));
        return stock.Then(here => page with
        {
            Items = [.. page.Items.Zip(here, (item, now) => now is Whereabouts.Present or Whereabouts.Doubled ? item with { Delivered = true } : item)],
        });
    }
}
