using System.Net.Http.Headers;
using System.Reflection;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>The collector as a process of its own, so that it can be killed as one.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    /// <param name="dataDirectory">Where it keeps its state, over all its lives.</param>
    /// <param name="adminToken">The token this class talks to it with.</param>
    /// <param name="port">Where it listens; 0 = a free port.</param>
    /// <param name="settings">More settings, as <c>Section:Key</c>.</param>
    /// <param name="place">Where and what it is, if it is not this build on this machine's own address.</param>
    public HostProcess(string dataDirectory, string adminToken, int port = 0, IReadOnlyDictionary<string, string>? settings = null, HostPlace? place = null)
    {
        place ??= new HostPlace();
        Address = new Uri($"http://{place.Address}:{(port == 0 ? FreePorts.One() : port)}");
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["urls"] = Address.ToString(),
            ["DataDirectory"] = dataDirectory,
            ["Management:AdminToken"] = adminToken,
        };
        _process = new ChildProcess(
            $"The collector {Path.GetFileName(dataDirectory)}", [.. place.Launcher, place.Assembly ?? HostAssembly, .. all.Select(setting => $"--{setting.Key}={setting.Value}")]);
        _http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Talks to its management API as administrator.</summary>
    public HttpClient Http => _http;

    /// <inheritdoc cref="ChildProcess.Id"/>
    public int Id => _process.Id;

    /// <inheritdoc cref="ChildProcess.EndedByItself"/>
    public bool EndedByItself => _process.EndedByItself;

    /// <inheritdoc cref="ChildProcess.Output"/>
    public IReadOnlyCollection<string> Output => _process.Output;

    /// <summary>Starts it, and returns when it is ready.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _process.StartAsync(IsReadyAsync, cancellationToken);

    /// <inheritdoc cref="ChildProcess.KillAsync"/>
    public Task KillAsync() => _process.KillAsync();

    /// <inheritdoc cref="ChildProcess.SignalAsync"/>
    public Task SignalAsync(string signal) => _process.SignalAsync(signal);

    /// <inheritdoc cref="ChildProcess.EndedAsync"/>
    public Task EndedAsync(CancellationToken cancellationToken) => _process.EndedAsync(cancellationToken);

    /// <inheritdoc cref="ChildProcess.LastSaid"/>
    public string LastSaid() => _process.LastSaid();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }

    private static string HostAssembly { get; } =
        typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "HostAssembly").Value!;

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // Not listening yet, or not answering.
            return false;
        }
    }
}

/// <summary>Where a collector runs, and which.</summary>
internal sealed record HostPlace
{
    /// <summary>The host of another build; null = the one of this build.</summary>
    public string? Assembly { get; init; }

    /// <summary>The address that it listens at.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>What starts it: a program that becomes <c>dotnet</c>, and its arguments.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = ["dotnet"];
}
