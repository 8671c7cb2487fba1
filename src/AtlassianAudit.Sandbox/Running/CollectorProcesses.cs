namespace AtlassianAudit.Sandbox.Running;

/// <summary>The collector as one process, or as several silos of one cluster on a Redis that is started for them.</summary>
internal sealed class CollectorProcesses : IAsyncDisposable
{
    private readonly string _directory;
    private readonly string _adminToken;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly List<HostProcess> _hosts = [];

    /// <param name="directory">Where state is kept.</param>
    /// <param name="adminToken">The token of its API.</param>
    /// <param name="silos">Processes; one needs no Redis. Any other number is a cluster, and may <see cref="Add"/> more.</param>
    /// <param name="port">Where the first listens; 0 = a free port.</param>
    /// <param name="settings">Settings of each.</param>
    public CollectorProcesses(string directory, string adminToken, int silos, int port, IReadOnlyDictionary<string, string> settings)
    {
        (_directory, _adminToken, _settings) = (directory, adminToken, settings);
        Redis = silos != 1 ? new RedisServer(Path.Combine(directory, "redis")) : null;
        for (var i = 0; i < silos; i++)
            Add(i == 0 ? port : 0);
    }

    public IReadOnlyList<HostProcess> Hosts => _hosts;

    /// <summary>What several silos share.</summary>
    public RedisServer? Redis { get; }

    /// <summary>Times that one was killed.</summary>
    public int Kills { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Redis is not null)
            await Redis.StartAsync(cancellationToken);
        foreach (var host in _hosts)
            await host.StartAsync(cancellationToken);
    }

    /// <summary>One more, with addresses of its own; it is not started yet.</summary>
    /// <param name="port">Where it listens; 0 = a free port.</param>
    /// <param name="more">Settings of its own.</param>
    /// <param name="place">Where it runs, and which.</param>
    public HostProcess Add(int port = 0, IReadOnlyDictionary<string, string>? more = null, HostPlace? place = null)
    {
        var name = $"silo-{_hosts.Count + 1}";
        var own = new Dictionary<string, string>(_settings);
        foreach (var (key, value) in (Redis is null ? [] : ClusterSettings.Of(Redis, name)).Concat(more ?? new Dictionary<string, string>()))
            own[key] = value;
        var host = new HostProcess(Path.Combine(_directory, name), _adminToken, port, own, place);
        _hosts.Add(host);
        return host;
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
        if (Redis is not null)
            await Redis.DisposeAsync();
    }
}
