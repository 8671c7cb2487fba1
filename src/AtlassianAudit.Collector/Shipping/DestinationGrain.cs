using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Collector.Shipping.Kibana;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Destinations;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>Owns the settings of one destination; durable before it says so.</summary>
[GrainType("destination")]
internal sealed class DestinationGrain(
    [PersistentState("destination", GrainStorage.Name)] IPersistentState<DestinationState> destination, Connecting connecting, TimeProvider time)
    : Grain, IDestinationGrain
{
    /// <summary>Several requests, and yet within one grain call.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);

    private readonly SemaphoreSlim _writes = new(1);

    private IDestinationDirectoryGrain Directory => GrainFactory.GetGrain<IDestinationDirectoryGrain>(IDestinationDirectoryGrain.Key);

    public async Task<bool> ConfigureAsync(DestinationSettings settings)
    {
        await _writes.WaitAsync();
        try
        {
            var isNew = destination.State.Settings is null;
            var version = destination.State.Version + 1;
            await WriteAsync(new DestinationState { Settings = settings with { Version = version }, Version = version });
            await Directory.AddAsync(settings.Name);
            return isNew;
        }
        finally
        {
            _writes.Release();
        }
    }

    public Task<DestinationSettings?> GetSettingsAsync() => Task.FromResult(destination.State.Settings);

    public async Task<bool> DeleteAsync()
    {
        await _writes.WaitAsync();
        try
        {
            if (destination.State.Settings is null)
                return false;
            await WriteAsync(destination.State with { Settings = null, Version = destination.State.Version + 1 });
            await Directory.RemoveAsync(this.GetPrimaryKeyString());
            return true;
        }
        finally
        {
            _writes.Release();
        }
    }

    public async Task<DestinationTest?> TestAsync()
    {
        if (destination.State.Settings is not { } settings)
            return null;

        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            using var transport = connecting.Open(settings);
            var templates = new TemplateSetup(transport, time);
            return await new DestinationProbe(transport).AskAsync(settings.SetUpTemplates, () => templates.EnsureAsync(patience.Token), new UnmappedField(transport, time), patience.Token);
        }
        catch (SecretUnreadableException exception)
        {
            return new DestinationTest(false, null, "unknown", null, [exception.Message]);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new DestinationTest(
                false, null, "unknown", null,
                [$"Elasticsearch at {string.Join(", ", settings.Urls)} did not answer within {Patience.TotalSeconds} seconds. Check the destination's urls and the network."]);
        }
    }

    public async Task<KibanaInstallation?> InstallKibanaAsync(KibanaTarget target)
    {
        if (destination.State.Settings is not { } settings)
            return null;

        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            using var kibana = connecting.Open(target, settings);
            return await new KibanaInstaller(kibana).InstallAsync(target.Space, patience.Token);
        }
        catch (SecretUnreadableException exception)
        {
            return new KibanaInstallation.Refused(KibanaRefusal.Unauthorized, exception.Message);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new KibanaInstallation.Refused(
                KibanaRefusal.Unreachable,
                $"Kibana at {target.Url} was not done within {Patience.TotalSeconds} seconds. Some objects may be installed; installing again does no harm.");
        }
    }

    private async Task WriteAsync(DestinationState next)
    {
        var previous = destination.State;
        destination.State = next;
        try
        {
            await destination.WriteStateAsync();
        }
        catch
        {
            // What the storage holds is unknown; a fresh activation reads it.
            destination.State = previous;
            DeactivateOnIdle();
            throw;
        }
    }
}
