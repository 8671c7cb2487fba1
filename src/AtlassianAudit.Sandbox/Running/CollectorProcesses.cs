namespace AtlassianAudit.Sandbox.Running;

/// <summary>The collector as one process, or as several silos of one cluster on a Redis that is started for them.</summary>
internal sealed class CollectorProcesses : IAsyncDisposable
{
    private readonly RedisServer? _redis;
    private readonly List<HostProcess> _hosts = [];

    /// <param name="directory">Where state is kept.</param>
    /// <param name="adminToken">The token of its API.</param>
    /// <param name="silos">Processes; one needs no Redis.</param>
    /// <param name="port">Where the first listens; 0 = a free port.</param>
    /// <param name="settings">Settings of each.</param>
    public CollectorProcesses(string directory, string adminToken, int silos, int port, IReadOnlyDictionary<string, string> settings)
    {
        _redis = silos > 1 ? new RedisServer(Path.Combine(directory, "redis")) : null;
        for (var i = 0; i < silos; i++)
        {
            var own = new Dictionary<string, string>(settings);
            foreach (var (key, value) in _redis is null ? [] : ClusterSettings.Of(_redis, $"silo-{i + 1}"))
                own[key] = value;
            _hosts.Add(new HostProcess(Path.Combine(directory, $"silo-{i + 1}"), adminToken, i == 0 ? port : 0, own));
        }
    }

    public IReadOnlyList<HostProcess> Hosts => _hosts;

    /// <summary>Times that one was killed.</summary>
    public int Kills { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_redis is not null)
            await _redis.StartAsync(cancellationToken);
        foreach (var host in _hosts)
            await host.StartAsync(cancellationToken);
    }

    /// <summary>Kills one after the other without warning, and starts it again, until it is stopped.</summary>
    public async Task KillEveryAsync(TimeSpan interval, TimeProvider time, CancellationToken stopping)
    {
        try
        {
            for (var next = 0; ; next = (next + 1) % _hosts.Count)
            {
                await Task.Delay(interval, time, stopping);
                await _hosts[next].KillAsync();
                Kills++;
                await _hosts[next].StartAsync(CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The time is up; all are alive.
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
    }
}
