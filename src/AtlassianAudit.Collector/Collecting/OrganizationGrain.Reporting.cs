using AtlassianAudit.Contracts.Organizations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>What an organization tells of itself: its state to the log and the directory, its key's end in time.</summary>
internal sealed partial class OrganizationGrain
{
    /// <summary>The directory hears of counters this often; of a changed state at once.</summary>
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What happens now is the silo's end, and no state of the organization; and the directory may be gone already, with no silo there that would take it in. Where
    /// this organization lives next, it reports again.
    /// </summary>
    private bool IsDraining => ServiceProvider.GetRequiredService<ISiloStatusOracle>().CurrentStatus.IsTerminating();

    private DateTimeOffset _reportedAt;
    private int? _warned;

    private void Enter(OrganizationState state, string? reason)
    {
        if (IsDraining || !_board.Enter(state, reason, time.GetUtcNow()))
            return;
        _reportedAt = default;
        if (reason is null)
            LogEntered(OrganizationId, state);
        else
            LogEnteredBecause(OrganizationId, state, reason);
    }

    private async Task ReportAsync()
    {
        var now = time.GetUtcNow();
        if (now - _reportedAt < ReportPeriod || IsDraining || Snapshot() is not { } status)
            return;
        _reportedAt = now;
        try
        {
            await Directory.ReportAsync(status);
        }
        catch (Exception exception)
        {
            // The list is a convenience; the next report brings it up to date.
            LogNotReported(exception, OrganizationId);
        }
    }

    private OrganizationStatus? Snapshot() => Snapshot(registration.State);

    private OrganizationStatus? Snapshot(OrganizationRegistration of) =>
        of.Settings is { } settings
            ? _board.Snapshot(settings, KeyExpiry.Of(settings, of.KeyStoredAt), CursorRules.Current(cursor.State, of, time.GetUtcNow()), time.GetUtcNow())
            : null;

    /// <summary>Counts the key, and warns once at each of the days that are left.</summary>
    private void WatchKey()
    {
        if (Settings is not { } settings)
        {
            keys.Forget(OrganizationId);
            return;
        }

        var key = KeyExpiry.Of(settings, registration.State.KeyStoredAt);
        keys.Note(OrganizationId, key);
        var now = time.GetUtcNow();
        var due = key.Warning(now);
        if (due is not null && (_warned is null || due < _warned))
            LogKeyEnds(OrganizationId, settings.ApiKey.Fingerprint, key.Course(now), key.EndsAt, key.IsKnown ? "known" : "assumed: nobody said when it ends");
        _warned = due;
    }

    [LoggerMessage(LogLevel.Information, "Organization {OrganizationId} became {State}")]
    private partial void LogEntered(string organizationId, OrganizationState state);

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId} became {State}: {Reason}")]
    private partial void LogEnteredBecause(string organizationId, OrganizationState state, string reason);

    [LoggerMessage(LogLevel.Warning, "The key {Fingerprint} of organization {OrganizationId} {Course}, at {EndsAt:O} ({Certainty}); create a new one and PUT it to /api-key")]
    private partial void LogKeyEnds(string organizationId, string fingerprint, string course, DateTimeOffset endsAt, string certainty);

    [LoggerMessage(LogLevel.Warning, "The directory did not hear of organization {OrganizationId}")]
    private partial void LogNotReported(Exception exception, string organizationId);
}
