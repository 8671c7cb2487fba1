using System.ComponentModel;
using System.Diagnostics;

namespace AtlassianAudit.ClusterTests;

/// <summary>
/// The host as it was at the commit that <c>baseline-commit</c> names: the oldest version that today's must get on with in one cluster. It is built once, outside
/// the source tree, from a worktree that is gone afterwards.
/// </summary>
internal static class BaselineBuild
{
    private const string Project = "AtlassianAudit.Host";

    /// <summary>The assembly to start it with.</summary>
    public static async Task<string> HostAssemblyAsync(CancellationToken cancellationToken)
    {
        var root = (await GitAsync(AppContext.BaseDirectory, ["rev-parse", "--show-toplevel"], cancellationToken)).Trim();
        var commit = (await File.ReadAllTextAsync(Path.Combine(root, "tests", "AtlassianAudit.ClusterTests", "baseline-commit"), cancellationToken)).Trim();
        var builds = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "atlassian-audit-baselines")).FullName;
        var build = Path.Combine(builds, commit);
        if (!Directory.Exists(build))
            await BuildAsync(root, commit, Path.Combine(builds, Path.GetRandomFileName()), build, cancellationToken);
        return Path.Combine(build, $"{Project}.dll");
    }

    private static async Task BuildAsync(string root, string commit, string work, string build, CancellationToken cancellationToken)
    {
        var (sources, output) = (Path.Combine(work, "sources"), Path.Combine(work, "output"));
        await GitAsync(root, ["worktree", "add", "--detach", sources, commit], cancellationToken);
        try
        {
            await RunAsync(
                new ProcessStartInfo("dotnet", ["build", $"src/{Project}", "--configuration", "Release", "--output", output, "--disable-build-servers", "--nologo"]) { WorkingDirectory = sources },
                $"The baseline {commit} cannot be built. Where it needs packages that are not served any more, name a later commit in tests/AtlassianAudit.ClusterTests/baseline-commit.",
                cancellationToken);

            // Whole or not at all, and never two at once.
            if (!Directory.Exists(build))
                Directory.Move(output, build);
        }
        finally
        {
            await GitAsync(root, ["worktree", "remove", "--force", sources], CancellationToken.None);
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<string> GitAsync(string directory, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(
                new ProcessStartInfo("git", arguments) { WorkingDirectory = directory },
                "The baseline is built from this repository's history: run the tests in a clone of it that holds all commits (git fetch --unshallow).",
                cancellationToken);
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"git cannot be started ({exception.Message}). The baseline is built from this repository's history: install it, apt-get install git.");
        }
    }

    private static async Task<string> RunAsync(ProcessStartInfo start, string whatToDo, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        using var stop = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{whatToDo}\n{start.FileName} {string.Join(' ', start.ArgumentList)}:\n{await output}{await error}");
    }
}
