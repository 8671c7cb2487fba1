using System.Collections.Concurrent;
using AtlassianAudit.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace AtlassianAudit.Tests.Collecting.Cluster;

/// <summary>
/// A grain storage whose writes fail when they are told to, before or behind the real one: to the grain both are a crash between an acknowledgement and its
/// checkpoint, and it does not know which.
/// </summary>
internal sealed class CrashingStorage(IGrainStorage inner, Crashes crashes) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    public static void Wrap(IServiceCollection services, Crashes crashes)
    {
        var storage = services.Last(service => service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, GrainStorage.Name));
        services.Remove(storage);
        services.AddKeyedSingleton<IGrainStorage>(
            GrainStorage.Name, (provider, key) => new CrashingStorage((IGrainStorage)storage.KeyedImplementationFactory!(provider, key), crashes));
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var crash = crashes.Take(grainId.Key.ToString()!, stateName);
        if (crash == Crash.BeforeWrite)
            throw new IOException("Crashed before the write.");
        await inner.WriteStateAsync(stateName, grainId, grainState);
        if (crash == Crash.BehindWrite)
            throw new IOException("Crashed behind the write.");
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ClearStateAsync(stateName, grainId, grainState);

    public void Participate(ISiloLifecycle lifecycle) => (inner as ILifecycleParticipant<ISiloLifecycle>)?.Participate(lifecycle);
}

internal enum Crash
{
    None,
    BeforeWrite,
    BehindWrite,
}

/// <summary>The crashes that are to come.</summary>
internal sealed class Crashes
{
    private readonly ConcurrentDictionary<(string Key, string State), Crash> _planned = new();
    private readonly ConcurrentDictionary<(string Key, string State), int> _writes = new();

    /// <summary>Lets the next write of a state of a grain crash.</summary>
    public void Plan(string key, string state, Crash crash) => _planned[(key, state)] = crash;

    public Crash Take(string key, string state)
    {
        _writes.AddOrUpdate((key, state), 1, (_, writes) => writes + 1);
        return _planned.TryRemove((key, state), out var crash) ? crash : Crash.None;
    }

    /// <summary>How often a state of a grain was written so far.</summary>
    public int Writes(string key, string state) => _writes.GetValueOrDefault((key, state));

    public void Clear() => _planned.Clear();
}
