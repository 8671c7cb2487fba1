using System.Diagnostics;
using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.Tests.Sandbox;

/// <summary>The sandbox as a process: a number that is none of an option's is one sentence and exit code 1.</summary>
public sealed class CommandLineOptions
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--organizations must be at least 1.", "--organizations", "-1")]
    [InlineData("--events-per-minute must be at least 0.", "--events-per-minute", "-5")]
    [InlineData("--for must be at least 1.", "--for", "-1")]
    [InlineData("--silos must be at least 1.", "--silos", "0")]
    [InlineData("--port must be 0 to 65535.", "--port", "65536")]
    [InlineData("--port must be 0 to 65535.", "elasticsearch", "--port", "99999")]
    [InlineData("--port must be 0 to 65535.", "atlassian", "--port", "-1")]
    public async Task A_number_that_cannot_be_is_refused(string said, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(HostProcess).Assembly.Location, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        await output;
        Assert.Equal((1, said), (process.ExitCode, (await error).Trim()));
    }
}
