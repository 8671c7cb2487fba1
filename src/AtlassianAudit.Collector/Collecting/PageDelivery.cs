using System.Collections.Immutable;
using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// Maps a page and ships it. It says <see cref="DeliveryResult.Safe"/> only when every event of the page is stored, known as duplicate, quarantined
/// or stored as dead letter; anything else is <see cref="DeliveryResult.Held"/>, and the page is fetched again later.
/// </summary>
internal sealed class PageDelivery(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Bytes of an event that are kept where not even its dead letter is taken whole.</summary>
    private const int MostKept = 64 * 1024;

    public async Task<DeliveryResult> DeliverAsync(IEventPage page, OrganizationSettings settings, EventMapper mapper, DeliveryRules rules)
    {
        var now = time.GetUtcNow();
        using var documents = new BatchWriter(DataStreams.Audit(settings.Namespace), page.Count);
        var places = new List<int>(page.Count);
        var burials = new List<Burial>();
        var tally = Map(page, settings, mapper, rules, now, documents, places, burials);
        var lookUp = await rules.LookUpFor(tally);

        if (documents.Count > 0)
        {
            var batch = documents.ToBatch(settings.OrganizationId, lookUp);
            var report = await ShipAsync(settings, batch);
            if (report is not ShipReport.Settled settled)
                return Held(report);

            tally = Count(tally, settled, batch);
            foreach (var refusal in settled.Refusals)
            {
                var place = places[refusal.Index];
                burials.Add(new Burial(place, mapper.IdOf(page.Event(place)), refusal.ErrorType, refusal.ErrorReason));
            }
        }

        if (!rules.Buries)
            tally = tally with { DeadLettered = burials.Count };
        else if (burials.Count > 0)
        {
            // They are few, and where the last one went is not recorded.
            if (await BuryAsync(page, burials, settings, now, lookUp is null ? null : new LookUp(null)) is { } held)
                return held;
            tally = tally with { DeadLettered = tally.DeadLettered + burials.Count, Acked = [.. tally.Acked, .. burials.Select(burial => IdOf(burial, page, settings))] };
        }

        return new DeliveryResult.Safe(tally);
    }

    private static Tally Map(
        IEventPage page, OrganizationSettings settings, EventMapper mapper, DeliveryRules rules, DateTimeOffset now, BatchWriter documents, List<int> places,
        List<Burial> burials)
    {
        var times = new PageTimes(now);
        var unknown = new UnknownSightings(now);
        var known = 0;
        for (var i = 0; i < page.Count; i++)
        {
            var (document, rejection) = mapper.Map(page.Event(i), now, documents);
            if (rejection is not null)
            {
                var burial = new Burial(i, rejection.EventId, rejection.ErrorType, rejection.Reason);
                if (rules.IsKnown(IdOf(burial, page, settings)))
                    known++;
                else
                    burials.Add(burial);
                continue;
            }

            times.Saw(document);
            if (rules.IsKnown(documents.LastId))
            {
                documents.Undo();
                known++;
            }
            else
            {
                places.Add(i);
                unknown.Saw(document);
            }
        }

        return new Tally
        {
            Fetched = page.Count,
            Duplicates = known,
            Watermark = times.Watermark,
            LastEventAt = times.LastEventAt,
            LargestDelay = times.LargestDelay,
            Oldest = times.Oldest,
            UserActivityAt = times.UserActivityAt,
            Unknown = unknown.All,
        };
    }

    /// <summary>Ships dead letters, and again, cut, those that are too large themselves; null when all are safe.</summary>
    private async Task<DeliveryResult.Held?> BuryAsync(
        IEventPage page, List<Burial> burials, OrganizationSettings settings, DateTimeOffset now, LookUp? lookUp, int longest = int.MaxValue)
    {
        using var letters = new BatchWriter(DataStreams.DeadLetter(settings.Namespace), burials.Count);
        foreach (var burial in burials)
            DeadLetter.Write(page.Event(burial.Place), settings.OrganizationId, settings.Namespace, burial.EventId, burial.ErrorType, burial.Reason, now, letters, longest);
        var batch = letters.ToBatch(settings.OrganizationId, lookUp);
        var report = await ShipAsync(settings, batch);
        if (report is not ShipReport.Settled settled)
            return Held(report);
        if (settled.Refusals.FirstOrDefault(refusal => longest == MostKept || refusal.ErrorType != Refusal.TooLarge) is { } refused)
            return new DeliveryResult.Held(TimeSpan.FromMinutes(1), $"Elasticsearch refuses a dead letter in {batch.DataStream} ({refused.ErrorType}: "
                + $"{refused.ErrorReason}); correct the mapping of that data stream, nothing is skipped until then.");
        return settled.Refusals.IsEmpty ? null
            : await BuryAsync(page, [.. settled.Refusals.Select(refusal => burials[refusal.Index])], settings, now, lookUp, MostKept);
    }

    private static string IdOf(Burial burial, IEventPage page, OrganizationSettings settings) =>
        DeadLetter.IdOf(page.Event(burial.Place), settings.OrganizationId, burial.EventId);

    private Task<ShipReport> ShipAsync(OrganizationSettings settings, MappedBatch batch) =>
        grains.GetGrain<IShippingGrain>(settings.Destination).ShipAsync(batch);

    private static Tally Count(Tally tally, ShipReport report, MappedBatch batch) => tally with
    {
        Stored = Number(report.Outcomes, ItemOutcome.Stored),
        Duplicates = tally.Duplicates + Number(report.Outcomes, ItemOutcome.Duplicate),
        Quarantined = Number(report.Outcomes, ItemOutcome.Quarantined),
        WriteIndex = report.WriteIndex,
        NotLookedUp = report.NotLookedUp,
        HasUnmapped = !batch.Unmapped.IsEmpty,
        Withheld = report.Withheld,
        Acked = [.. batch.DocumentIds.Where((_, item) => report.Outcomes[item] != ItemOutcome.Refused)],
    };

    private static int Number(ImmutableArray<ItemOutcome> outcomes, ItemOutcome wanted) => outcomes.AsSpan().Count(wanted);

    private static DeliveryResult.Held Held(ShipReport report) => report switch
    {
        ShipReport.Pressure pressure => new(pressure.RetryAfter, pressure.Reason, MayPass: true),
        ShipReport.Unavailable unavailable => new(unavailable.RetryAfter, unavailable.Reason),
        _ => throw new InvalidOperationException($"A {report.GetType().Name} report holds nothing."),
    };
}

/// <summary>An event that becomes a dead letter, and why.</summary>
/// <param name="Place">Its place in the page.</param>
/// <param name="EventId">Its own id; null = it has none.</param>
internal readonly record struct Burial(int Place, string? EventId, string ErrorType, string Reason);

/// <summary>How a page is delivered.</summary>
/// <param name="IsKnown">True for the <c>_id</c> of a document that is safe already: it is not sent.</param>
/// <param name="LookUpFor">Asked once what is to be shipped is known: where it may be stored already.</param>
/// <param name="Buries">False = what cannot be stored is counted, and is a dead letter already.</param>
internal sealed record DeliveryRules(Func<string, bool> IsKnown, Func<Tally, Task<LookUp?>> LookUpFor, bool Buries = true);

/// <summary>What became of a page.</summary>
internal abstract record DeliveryResult
{
    private DeliveryResult()
    {
    }

    /// <summary>The cursor may pass this page.</summary>
    public sealed record Safe(Tally Tally) : DeliveryResult;

    /// <summary>The cursor stays; the page is fetched again after <paramref name="RetryAfter"/> at the earliest.</summary>
    /// <param name="MayPass">It may be over in a moment, and is nobody's concern before it happens twice.</param>
    public sealed record Held(TimeSpan RetryAfter, string Reason, bool MayPass = false) : DeliveryResult;
}
