using System.Collections.Immutable;
using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>An organization whose events went elsewhere before: what lies there is delivered.</summary>
internal sealed partial class OrganizationGrain
{
    /// <summary>Who moves because a cluster has gone must not wait for it for ever.</summary>
    private static readonly TimeSpan PatienceWithFormerPlaces = TimeSpan.FromMinutes(10);

    public async Task<LookResult<DeadLetterPage>?> ReadDeadLettersAsync(string? after, int limit) =>
        Settings is { } settings ? await deadLetters.ReadAsync(settings, registration.State.FormerPlaces, after, limit) : null;

    /// <summary>What of a page lies at former places.</summary>
    private async Task<FormerStock> AskFormerPlacesAsync(AuditPage page, OrganizationSettings settings, IReadOnlyList<FormerPlace> places)
    {
        if (places.Count == 0 || page.Count == 0)
            return FormerStock.None;
        var identity = PageIdentity.Of(page, settings, Mapper(settings), time.GetUtcNow());
        return await formerHoldings.FindAsync(places, settings.OrganizationId, identity) switch
        {
            LookResult<ImmutableArray<Whereabouts>>.Seen { What: var there } => FormerStock.None with
            {
                Ids = [.. identity.DocumentIds.Where((_, i) => there[i] != Whereabouts.Missing)],
            },
            LookResult<ImmutableArray<Whereabouts>>.NoAnswer { Reason: var reason } when time.GetUtcNow() < places[^1].LeftAt + PatienceWithFormerPlaces =>
                FormerStock.None with { Held = new DeliveryResult.Held(TimeSpan.Zero, $"What was delivered before the organization moved cannot be looked up: {reason}", MayPass: true) },
            LookResult<ImmutableArray<Whereabouts>>.NoAnswer { Reason: var reason } => FormerStock.None with { NotSeen = NotPromised(reason) },
            LookResult<ImmutableArray<Whereabouts>>.NotAllowed { Reason: var reason } => FormerStock.None with { NotSeen = NotPromised(reason) },
            _ => throw new InvalidOperationException(),
        };
    }

    private static string NotPromised(string reason) => $"What was delivered before the organization moved cannot be looked up: {reason}. Exactly one copy is not promised of it.";

    /// <param name="Ids">The <c>_id</c>s of what lies there.</param>
    /// <param name="NotSeen">Why nobody could look, and the page goes on all the same.</param>
    /// <param name="Held">Why the page waits.</param>
    private sealed record FormerStock(ImmutableHashSet<string> Ids, string? NotSeen, DeliveryResult.Held? Held)
    {
        public static readonly FormerStock None = new([], null, null);
    }
}
