using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>
/// A program that may be killed and started again, over all its lives. It has a session of its own where the system has such: Ctrl-C is for whoever started it, and would
/// else end it while its last events are still waited for.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const string OwnSession = "setsid";
    private const int LinesToShow = 60;

    /// <summary>The longest that it may take to be there, or to end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly ProcessStartInfo _start;
    private readonly string _name;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    /// <param name="name">How it is called in messages.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="directory">Where it works; null = here.</param>
    public ChildProcess(string name, IEnumerable<string> command, string? directory = null)
    {
        _name = name;
        List<string> all = [.. HasOwnSessions ? [OwnSession] : Array.Empty<string>(), .. command];
        _start = new ProcessStartInfo(all[0]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory ?? "" };
        foreach (var argument in all.Skip(1))
            _start.ArgumentList.Add(argument);
    }

    /// <summary>The process id of its present life.</summary>
    public int Id => _process?.Id ?? throw new InvalidOperationException($"{_name} is not running.");

    /// <summary>True where it ended, and nobody here saw to that.</summary>
    public bool EndedByItself => _process is { HasExited: true };

    /// <summary>Everything it printed, over all its lives.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>Starts it, and returns when it is there.</summary>
    /// <param name="isThere">Asked until it says so.</param>
    /// <exception cref="SandboxException">It cannot be started, ended, or is not there in time; with what it printed.</exception>
    public async Task StartAsync(Func<CancellationToken, Task<bool>> isThere, CancellationToken cancellationToken)
    {
        _process?.Dispose();
        var process = _process = new Process { StartInfo = _start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            _process = null;
            throw new SandboxException($"{_name} cannot be started ({exception.Message}).");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var started = TimeProvider.System.GetTimestamp(); !await isThere(cancellationToken); await Task.Delay(Look, TimeProvider.System, cancellationToken))
            if (process.HasExited)
            {
                await process.WaitForExitAsync(cancellationToken);
                throw new SandboxException($"{_name} ended with exit code {process.ExitCode}:\n{LastSaid()}");
            }
            else if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new SandboxException($"{_name} was not there within {Patience}:\n{LastSaid()}");
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        Forget();
    }

    /// <summary>Sends a signal: <c>TERM</c>, <c>STOP</c>, <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Returns when it has ended by itself.</summary>
    /// <exception cref="SandboxException">It did not in time; with what it printed.</exception>
    public async Task EndedAsync(CancellationToken cancellationToken)
    {
        if (_process is not { } process)
            return;
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new SandboxException($"{_name} did not end within {Patience}:\n{LastSaid()}");
        }

        Forget();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    /// <summary>What it printed last, and how it ended.</summary>
    public string LastSaid() =>
        $"{string.Join('\n', _output.TakeLast(LinesToShow))}{(EndedByItself ? $"\n{_name} ended by itself, with exit code {_process!.ExitCode}." : "")}";

    private static bool HasOwnSessions { get; } =
        OperatingSystem.IsLinux() && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, OwnSession)));

    private void Forget()
    {
        _process?.Dispose();
        _process = null;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
            _output.Enqueue(text);
    }
}
