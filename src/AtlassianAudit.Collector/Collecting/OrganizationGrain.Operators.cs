using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Contracts.ApiUsers;
using AtlassianAudit.Contracts.Organizations;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// What operators ask of an organization. All of it interleaves with a running tick and touches the registration only, never the cursor; the grown
/// generation makes the tick write nothing of what it had begun.
/// </summary>
internal sealed partial class OrganizationGrain : IOrganizationGrain
{
    /// <summary>No grain call waits longer than 10 seconds, its turn included.</summary>
    private static readonly TimeSpan KeyTrialPatience = TimeSpan.FromSeconds(10);

    /// <summary>One operator at a time, from the write to the directory: a deletion must not take away what was added again behind it.</summary>
    private readonly SemaphoreSlim _operators = new(1);

    public async Task<ConfigureOutcome> ConfigureAsync(OrganizationSettings settings, bool onlyIfNew)
    {
        using var turn = await TurnAsync(_operators);
        var previous = Settings;
        if (previous is not null && onlyIfNew)
            return ConfigureOutcome.AlreadyExists;

        // Before the registration, so that none is without either; a reminder that finds no registration takes both away again.
        await this.RegisterOrUpdateReminder(WatchdogReminder, WatchdogPeriod * (0.5 + (0.5 * Random.Shared.NextDouble())), WatchdogPeriod);
        await ReplaceAsync(previous, settings);
        LogConfigured(OrganizationId, settings.Destination, settings.Enabled);
        return previous is null ? ConfigureOutcome.Created : ConfigureOutcome.Replaced;
    }

    public Task<OrganizationSettings?> GetSettingsAsync() => Task.FromResult(Settings);

    public Task<OrganizationStatus?> GetStatusAsync() => Task.FromResult(Snapshot());

    public Task<bool> PauseAsync() => SetEnabledAsync(false);

    public Task<bool> ResumeAsync() => SetEnabledAsync(true);

    public Task<bool> PollAsync()
    {
        if (Settings is { Enabled: true })
            PollNow();
        return Task.FromResult(Settings is not null);
    }

    public async Task<bool> DeleteAsync()
    {
        using var turn = await TurnAsync(_operators);
        if (Settings is not { } settings)
            return false;

        await ChangeAsync(_ => new OrganizationRegistration());
        await ForgetAsync();
        await ApiUser(settings).ForgetAsync(OrganizationId);
        LogDeleted(OrganizationId);
        return true;
    }

    public async Task<KeyTrial> TryKeyAsync(OrganizationSettings settings)
    {
        using var patience = new CancellationTokenSource(KeyTrialPatience, time);
        var request = new EventsRequest(BaseUrl(settings), OrganizationId, Cursor: null, From: null, To: null, Limit: 1);
        try
        {
            if (await AskForTurnAsync(settings, request, TurnPriority.KeyTrial, patience.Token) is not null)
                return new KeyTrial(false, OrganizationState.Throttled, "No request is free for this API user within 8 seconds; try again.");
            var result = await atlassian.GetAsync(request, secrets.Read(settings.ApiKey), patience.Token);
            if (result is PageResult.Page page)
            {
                page.Content.Dispose();
                return new KeyTrial(true, OrganizationState.Active, null);
            }

            if (result is PageResult.Throttled throttled)
                await TellOfAsync(throttled, settings, request);
            var decision = PollDecision.For(result, 1, time.GetUtcNow(), 0);
            return new KeyTrial(false, decision.State, decision.Reason);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new KeyTrial(false, OrganizationState.Failing, $"Atlassian did not answer within {KeyTrialPatience.TotalSeconds} seconds; try again.");
        }
    }

    public async Task<KeyTrial?> RotateKeyAsync(KeyRotation rotation)
    {
        if (Settings is not { } settings)
            return null;
        if (await TryKeyAsync(rotation.Applied(settings)) is { Accepted: false } rejected)
            return rejected;

        using var turn = await TurnAsync(_operators);
        if (Settings is not { } previous)
            return null;
        await ReplaceAsync(previous, rotation.Applied(previous));
        LogKeyRotated(OrganizationId, previous.ApiKey.Fingerprint, rotation.ApiKey.Fingerprint);
        return new KeyTrial(true, OrganizationState.Active, null);
    }

    private async Task<bool> SetEnabledAsync(bool enabled)
    {
        using var turn = await TurnAsync(_operators);
        if (Settings is null)
            return false;
        await ChangeAsync(current => current with { Settings = current.Settings! with { Enabled = enabled } });
        await Directory.PutAsync(Snapshot()!);
        return true;
    }

    private async Task ReplaceAsync(OrganizationSettings? previous, OrganizationSettings settings)
    {
        var changed = registration.State.With(settings, time.GetUtcNow(), () => Guid.NewGuid().ToString("N"));
        await Directory.PutAsync(Snapshot(changed)!);
        await ChangeAsync(_ => changed);
        await ReportAsync();
        if (previous is not null && previous.ApiUserKey != settings.ApiUserKey)
            await ApiUser(previous).ForgetAsync(OrganizationId);
    }

    /// <summary>Writes what an operator decided.</summary>
    private async Task ChangeAsync(Func<OrganizationRegistration, OrganizationRegistration> change)
    {
        var previous = registration.State;
        registration.State = change(previous);
        try
        {
            await registration.WriteStateAsync();
        }
        catch
        {
            registration.State = previous;
            StartAfresh();
            throw;
        }

        _generation++;
        _attempt = 0;
        if (Settings is { Enabled: false })
            Enter(OrganizationState.Paused, null);
        else if (_board.State is OrganizationState.Paused or OrganizationState.KeyRejected or OrganizationState.Forbidden or OrganizationState.NotEntitled)
            Enter(OrganizationState.Active, null);
        PollNow();
        ArmHistory(UntilHistory());
    }

    private async Task ForgetAsync()
    {
        // The reminder last: where the directory does not answer, it comes back to it.
        await Directory.RemoveAsync(OrganizationId);
        if (await this.GetReminder(WatchdogReminder) is { } reminder)
            await this.UnregisterReminder(reminder);
        if (_timer is null)
            DeactivateOnIdle();
    }

    [LoggerMessage(LogLevel.Information, "Organization {OrganizationId} was configured for destination {Destination}, enabled: {Enabled}")]
    private partial void LogConfigured(string organizationId, string destination, bool enabled);

    [LoggerMessage(LogLevel.Information, "The key of organization {OrganizationId} was rotated from {Previous} to {Fingerprint}")]
    private partial void LogKeyRotated(string organizationId, string previous, string fingerprint);

    [LoggerMessage(LogLevel.Information, "Organization {OrganizationId} was deleted")]
    private partial void LogDeleted(string organizationId);
}
