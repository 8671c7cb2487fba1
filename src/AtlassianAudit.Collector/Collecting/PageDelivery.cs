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
    public async Task<DeliveryResult> DeliverAsync(IEventPage page, OrganizationSettings settings, EventMapper mapper, DeliveryRules rules)
    {
        var now = time.GetUtcNow();
        using var documents = new BatchWriter(DataStreams.Audit(settings.Namespace), page.Count);
        using var deadLetters = new BatchWriter(DataStreams.DeadLetter(settings.Namespace));
        var places = new List<int>(page.Count);
        var tally = Map(page, settings, mapper, rules, now, documents, deadLetters, places);
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
                var refused = page.Event(places[refusal.Index]);
                Bury(refused, settings, mapper.IdOf(refused), refusal.ErrorType, refusal.ErrorReason, now, deadLetters);
            }
        }

        if (!rules.Buries)
            tally = tally with { DeadLettered = deadLetters.Count };
        else if (deadLetters.Count > 0)
        {
            // They are few, and where the last one went is not recorded.
            var batch = deadLetters.ToBatch(settings.OrganizationId, lookUp is null ? null : new LookUp(null));
            var report = await ShipAsync(settings, batch);
            if (report is not ShipReport.Settled settled)
                return Held(report);
            if (settled.Refusals is [var refusal, ..])
                return new DeliveryResult.Held(TimeSpan.FromMinutes(1), $"Elasticsearch refuses a dead letter in {batch.DataStream} ({refusal.ErrorType}: "
                    + $"{refusal.ErrorReason}); correct the mapping of that data stream, nothing is skipped until then.");

            tally = tally with { DeadLettered = tally.DeadLettered + batch.Count, Acked = [.. tally.Acked, .. batch.DocumentIds] };
        }

        return new DeliveryResult.Safe(tally);
    }

    private static Tally Map(
        IEventPage page, OrganizationSettings settings, EventMapper mapper, DeliveryRules rules, DateTimeOffset now, BatchWriter documents, BatchWriter deadLetters,
        List<int> places)
    {
        var times = new PageTimes(now);
        var unknown = new UnknownSightings(now);
        var known = 0;
        for (var i = 0; i < page.Count; i++)
        {
            var auditEvent = page.Event(i);
            var (document, rejection) = mapper.Map(auditEvent, now, documents);
            if (rejection is null)
                times.Saw(document);
            else
                Bury(auditEvent, settings, rejection.EventId, rejection.ErrorType, rejection.Reason, now, deadLetters);

            var written = rejection is null ? documents : deadLetters;
            if (rules.IsKnown(written.LastId))
            {
                written.Undo();
                known++;
            }
            else if (rejection is null)
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

    private static void Bury(
        ReadOnlySpan<byte> auditEvent, OrganizationSettings settings, string? eventId, string errorType, string errorReason, DateTimeOffset now,
        BatchWriter deadLetters) =>
        DeadLetter.Write(auditEvent, settings.OrganizationId, settings.Namespace, eventId, errorType, errorReason, now, deadLetters);

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
        ShipReport.Pressure pressure => new(pressure.RetryAfter, pressure.Reason),
        ShipReport.Unavailable unavailable => new(unavailable.RetryAfter, unavailable.Reason),
        _ => throw new InvalidOperationException($"A {report.GetType().Name} report holds nothing."),
    };
}

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

    /// <summary>The cursor stays; the page is fetched again after <paramref name="RetryAfter"/>.</summary>
    public sealed record Held(TimeSpan RetryAfter, string Reason) : DeliveryResult;
}
