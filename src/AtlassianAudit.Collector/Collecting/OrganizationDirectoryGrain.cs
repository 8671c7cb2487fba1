using System.Collections.Immutable;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Organizations;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// One shard of the list of organizations. Who is in it is durable before a caller hears so; what they are doing is kept in memory and written
/// with a delay, because the organizations themselves know it.
/// </summary>
[GrainType("organizationdirectory"), Reentrant]
internal sealed partial class OrganizationDirectoryGrain(
    [PersistentState("directory", GrainStorage.Name)] IPersistentState<DirectoryState> directory,
    ILogger<OrganizationDirectoryGrain> logger) : Grain, IOrganizationDirectoryGrain
{
    private static readonly TimeSpan StatusWriteDelay = TimeSpan.FromSeconds(5);

    private IGrainTimer? _timer;
    private Task? _write;
    private long _wanted;
    private long _written;

    private ImmutableSortedDictionary<string, OrganizationStatus> Entries
    {
        get => directory.State.Entries;
        set => directory.State = new DirectoryState { Entries = value };
    }

    public Task PutAsync(OrganizationStatus status)
    {
        Entries = Entries.SetItem(status.OrganizationId, status);
        return SaveAsync();
    }

    public Task ReportAsync(OrganizationStatus status)
    {
        // A report on its way when the organization was deleted must not bring it back.
        if (!Entries.TryGetValue(status.OrganizationId, out var known))
            return Task.CompletedTask;

        Entries = Entries.SetItem(status.OrganizationId, status);
        if (known.State != status.State)
            _timer ??= this.RegisterGrainTimer(SaveLaterAsync, new GrainTimerCreationOptions(StatusWriteDelay, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string organizationId)
    {
        if (!Entries.ContainsKey(organizationId))
            return Task.CompletedTask;
        Entries = Entries.Remove(organizationId);
        return SaveAsync();
    }

    public Task<ImmutableArray<OrganizationStatus>> ListAsync(OrganizationQuery query) => Task.FromResult(
        Entries.Values.Where(status => Matches(status, query)).Take(query.Limit).ToImmutableArray());

    private static bool Matches(OrganizationStatus status, OrganizationQuery query) =>
        (query.After is null || string.CompareOrdinal(status.OrganizationId, query.After) > 0)
        && (query.Tenant is null || status.Tenant == query.Tenant)
        && (query.State is null || status.State == query.State)
        && (query.Search is not { } search
            || status.OrganizationId.Contains(search, StringComparison.OrdinalIgnoreCase)
            || status.Name.Contains(search, StringComparison.OrdinalIgnoreCase));

    private async Task SaveLaterAsync()
    {
        _timer?.Dispose();
        _timer = null;
        try
        {
            await SaveAsync();
        }
        catch (Exception exception)
        {
            // The next change writes it again.
            LogNotSaved(exception, this.GetPrimaryKeyLong());
        }
    }

    /// <summary>Returns when everything up to now is durable. Callers that arrive during a write share the next one.</summary>
    private async Task SaveAsync()
    {
        var wanted = ++_wanted;
        while (_written < wanted)
        {
            if (_write is { } running)
                await running.ContinueWith(static _ => { }, TaskScheduler.Current);
            else
                await (_write = WriteAsync());
        }
    }

    private async Task WriteAsync()
    {
        var covers = _wanted;
        try
        {
            await directory.WriteStateAsync();
            _written = covers;
        }
        catch
        {
            // What the storage holds is unknown; a fresh activation reads it, and the callers hear of the failure.
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            _write = null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The states in directory shard {Shard} were not written")]
    private partial void LogNotSaved(Exception exception, long shard);
}
