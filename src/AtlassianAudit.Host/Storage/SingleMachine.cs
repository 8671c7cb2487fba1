using System.Net;
using System.Net.Sockets;
using AtlassianAudit.Contracts;
using AtlassianAudit.Host.Starting;
using Orleans.Configuration;
using Orleans.Storage;

namespace AtlassianAudit.Host.Storage;

/// <summary>
/// What a collector does that is told nothing: one silo on this machine, with its state in <c>DataDirectory</c>. Each part gives way to what
/// <c>Orleans:…</c> says.
/// </summary>
internal static class SingleMachine
{
    private const string Clustering = $"{ClusterProviders.Clustering}:ProviderType";
    private const string SqliteInvariant = "System.Data.SQLite";

    /// <summary>True where nothing else was configured for it.</summary>
    public static bool KeepsState(IConfiguration configuration) => configuration[$"{ClusterProviders.Storage}:ProviderType"] is null;

    /// <summary>Fills in the settings that are missing.</summary>
    public static void AddDefaults(ConfigurationManager configuration, DataDirectory data)
    {
        var defaults = new Dictionary<string, string?>();
        if (configuration[Clustering] is null)
            defaults[Clustering] = "Development";
        foreach (var section in new[] { ClusterProviders.Storage, ClusterProviders.Reminders }.Where(section => configuration[$"{section}:ProviderType"] is null))
        {
            defaults[$"{section}:ProviderType"] = "AdoNet";
            defaults[$"{section}:Invariant"] = SqliteInvariant;
            defaults[$"{section}:ConnectionString"] = SqliteStore.ConnectionString(data.Path);
        }

        configuration.AddInMemoryCollection(defaults);
    }

    /// <summary>Loopback addresses and free ports, so that two collectors never collide.</summary>
    public static void UseLoopback(ISiloBuilder silo)
    {
        if (silo.Configuration[Clustering] != "Development")
            return;
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = IPAddress.Loopback;
            endpoints.SiloPort = Port(silo.Configuration, nameof(EndpointOptions.SiloPort));
            endpoints.GatewayPort = Port(silo.Configuration, nameof(EndpointOptions.GatewayPort));
        });
    }

    /// <summary>Puts what reads and writes SQLite behind one gate.</summary>
    public static void Gate(IServiceCollection services)
    {
        services.AddSingleton<StorageGate>();
        var storage = services.Last(service => service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, GrainStorage.Name));
        services.Remove(storage);
        services.AddKeyedSingleton<IGrainStorage>(GrainStorage.Name, (provider, key) => new GatedGrainStorage(
            (IGrainStorage)storage.KeyedImplementationFactory!(provider, key), provider.GetRequiredService<StorageGate>()));

        var reminders = services.Last(service => service.ServiceType == typeof(IReminderTable));
        services.Remove(reminders);
        services.AddSingleton<IReminderTable>(provider => new GatedReminderTable(
            (IReminderTable)ActivatorUtilities.CreateInstance(provider, reminders.ImplementationType!), provider.GetRequiredService<StorageGate>()));
    }

    private static int Port(IConfiguration configuration, string name)
    {
        if (configuration.GetValue<int?>($"Orleans:Endpoints:{name}") is { } configured)
            return configured;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
