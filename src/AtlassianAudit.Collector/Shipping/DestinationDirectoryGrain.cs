using System.Collections.Immutable;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Destinations;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>The names of all destinations.</summary>
[GrainType("destinationdirectory")]
internal sealed class DestinationDirectoryGrain(
    [PersistentState("destinations", GrainStorage.Name)] IPersistentState<DestinationNames> directory)
    : Grain, IDestinationDirectoryGrain
{
    public Task AddAsync(string name) => directory.State.Names.Add(name) ? SaveAsync() : Task.CompletedTask;

    public Task RemoveAsync(string name) => directory.State.Names.Remove(name) ? SaveAsync() : Task.CompletedTask;

    public Task<ImmutableArray<string>> ListAsync() => Task.FromResult(directory.State.Names.ToImmutableArray());

    private async Task SaveAsync()
    {
        try
        {
            await directory.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
