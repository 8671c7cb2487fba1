using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Shipping;
using Stock = AtlassianAudit.Contracts.Shipping.LookResult<System.Collections.Immutable.ImmutableArray<AtlassianAudit.Contracts.Shipping.Whereabouts>>;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// Says where events are, whoever put them there: by <c>_id</c> in every backing index, which is exact to the moment, and by <c>event.id</c>, which finds
/// copies under other ids, too.
/// </summary>
internal sealed class StockTaking(IElasticsearchTransport transport)
{
    private readonly StreamLookUp _lookUp = new(transport);
    private readonly StreamSearch _search = new(transport);

    public async Task<Stock> TakeAsync(StockQuestion question, CancellationToken cancellationToken)
    {
        var audit = DataStreams.Audit(question.Namespace);
        var byId = await _lookUp.FindAsync(audit, question.DocumentIds, since: null, cancellationToken);
        if (byId is not LookResult<IReadOnlyDictionary<string, int>>.Seen { What: var indices })
            return byId.Then(_ => ImmutableArray<Whereabouts>.Empty);
        var byEventId = await CopiesAsync(audit, question, cancellationToken);
        if (byEventId is not LookResult<Dictionary<string, int>>.Seen { What: var copies })
            return byEventId.Then(_ => ImmutableArray<Whereabouts>.Empty);

        Whereabouts[] stock = [.. question.DocumentIds.Zip(question.EventIds, (id, eventId) =>
            Math.Max(indices.GetValueOrDefault(id), eventId is null ? 0 : copies.GetValueOrDefault(eventId)) switch
            {
                0 => Whereabouts.Missing,
                1 => Whereabouts.Present,
                _ => Whereabouts.Doubled,
            })];
        return await ElsewhereAsync(question, stock, cancellationToken);
    }

    /// <summary>Where the missing ones may be instead.</summary>
    private async Task<Stock> ElsewhereAsync(StockQuestion question, Whereabouts[] stock, CancellationToken cancellationToken)
    {
        string[] missing = [.. question.DocumentIds.Where((_, i) => stock[i] == Whereabouts.Missing)];
        if (missing.Length == 0)
            return new Stock.Seen([.. stock]);

        var buried = await _lookUp.FindAsync(DataStreams.DeadLetter(question.Namespace), missing, since: null, cancellationToken);
        if (buried is not LookResult<IReadOnlyDictionary<string, int>>.Seen { What: var deadLetters })
            return buried.Then(_ => ImmutableArray<Whereabouts>.Empty);
        var quarantined = await QuarantinedAsync(DataStreams.Audit(question.Namespace), missing, cancellationToken);
        return new Stock.Seen([.. question.DocumentIds.Select((id, i) => stock[i] != Whereabouts.Missing ? stock[i]
            : quarantined.Contains(id) ? Whereabouts.Quarantined
            : deadLetters.ContainsKey(id) ? Whereabouts.DeadLettered
            : Whereabouts.Missing)]);
    }

    private async Task<LookResult<Dictionary<string, int>>> CopiesAsync(string stream, StockQuestion question, CancellationToken cancellationToken)
    {
        var found = await _search.FindAsync(
            stream,
            new JsonObject
            {
                ["size"] = StreamSearch.LargestWindow,
                ["_source"] = new JsonArray("event.id"),
                ["query"] = StreamSearch.All(
                    StreamSearch.Terms("organization.id", [question.OrganizationId]),
                    StreamSearch.Terms("event.id", question.EventIds.OfType<string>())),
            },
            cancellationToken);
        return found.Then(hits => hits
            .Select(hit => hit.GetProperty("_source").GetProperty("event").GetProperty("id").GetString()!)
            .CountBy(id => id)
            .ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>
    /// Where the failure store may not be read, or there is none, nothing of it is known, and that is all: what it holds is shipped, and quarantined, again.
    /// </summary>
    private async Task<HashSet<string>> QuarantinedAsync(string stream, string[] ids, CancellationToken cancellationToken)
    {
        var found = await _search.FindAsync(
            $"{stream}::failures",
            new JsonObject { ["size"] = StreamSearch.LargestWindow, ["_source"] = new JsonArray("document.id"), ["query"] = StreamSearch.Terms("document.id", ids) },
            cancellationToken);
        return found is LookResult<IReadOnlyList<JsonElement>>.Seen { What: var hits }
            ? [.. hits.Select(hit => hit.GetProperty("_source").GetProperty("document").GetProperty("id").GetString()!)]
            : [];
    }
}
