using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Reflection;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>The collector as a process of its own, so that it can be killed as one.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly ProcessStartInfo _start;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly HttpClient _http;
    private Process? _process;

    /// <param name="dataDirectory">Where it keeps its state, over all its lives.</param>
    /// <param name="adminToken">The token this class talks to it with.</param>
    /// <param name="port">Where it listens; 0 = a free port.</param>
    /// <param name="settings">More settings, as <c>Section:Key</c>.</param>
    /// <param name="place">Where and what it is, if it is not this build on this machine's own address.</param>
    public HostProcess(string dataDirectory, string adminToken, int port = 0, IReadOnlyDictionary<string, string>? settings = null, HostPlace? place = null)
    {
        place ??= new HostPlace();
        Address = new Uri($"http://{place.Address}:{(port == 0 ? FreePorts.One() : port)}");
        _start = new ProcessStartInfo(place.Launcher[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in place.Launcher.Skip(1).Append(place.Assembly ?? HostAssembly))
            _start.ArgumentList.Add(argument);
        foreach (var (key, value) in new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["urls"] = Address.ToString(),
            ["DataDirectory"] = dataDirectory,
            ["Management:AdminToken"] = adminToken,
        })
            _start.ArgumentList.Add($"--{key}={value}");
        _http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Talks to its management API as administrator.</summary>
    public HttpClient Http => _http;

    /// <summary>The process id of its present life.</summary>
    public int Id => _process?.Id ?? throw new InvalidOperationException("The collector is not running.");

    /// <summary>Everything it printed, over all its lives.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>Starts it, and returns when it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var process = _process = new Process { StartInfo = _start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await IsReadyAsync(cancellationToken))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The collector ended with exit code {process.ExitCode}:\n{string.Join('\n', _output.TakeLast(20))}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    /// <summary>Sends a signal: <c>TERM</c>, <c>STOP</c>, <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Returns when it has ended by itself.</summary>
    public async Task EndedAsync(CancellationToken cancellationToken)
    {
        if (_process is not { } process)
            return;
        await process.WaitForExitAsync(cancellationToken);
        process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
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
        catch (HttpRequestException)
        {
            // Not listening yet.
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
            _output.Enqueue(text);
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
