using System.Diagnostics;
using AtlassianAudit.Host.Starting;

namespace AtlassianAudit.Tests.Host;

/// <summary>What is asked of the host, and what it does with words that ask for nothing.</summary>
public sealed class CommandLines
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData()]
    [InlineData("--urls", "http://127.0.0.1:0")]
    [InlineData("--urls=http://127.0.0.1:0", "Management:AdminToken=--help", "/DataDirectory", "data")]
    [InlineData("--DataDirectory", "--help")]
    public void Settings_start_the_collector(params string[] arguments) => Assert.IsType<Invocation.Collect>(Invocation.Of(arguments));

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--urls", "http://127.0.0.1:0", "--help")]
    [InlineData("kibana", "--help")]
    public void Who_asks_is_helped(params string[] arguments) => Assert.IsType<Invocation.Help>(Invocation.Of(arguments));

    [Theory]
    [InlineData("mpa is neither", "mpa")]
    [InlineData("map is neither", "--urls=http://127.0.0.1:0", "map")]
    [InlineData("kibana takes nothing", "kibana", "extra")]
    [InlineData("-x is neither", "-x", "y")]
    [InlineData("-x is neither", "-x=y")]
    [InlineData("--verbose has no value", "--verbose")]
    [InlineData(" is neither", "")]
    public void Another_word_is_named(string said, params string[] arguments) =>
        Assert.StartsWith(said, Assert.IsType<Invocation.Wrong>(Invocation.Of(arguments)).Sentence, StringComparison.Ordinal);

    [Fact]
    public async Task A_command_with_a_slip_of_the_pen_stops_before_anything_is_made()
    {
        var directory = Directory.CreateTempSubdirectory("atlassian-audit-words-").FullName;
        var (code, output, error) = await RunAsync(directory, "mpa");
        Assert.Equal((StartUpErrors.ExitCode, ""), (code, output));
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory));
    }

    [Theory]
    [InlineData("map --help", "--help")]
    [InlineData("--preserve-original", "map", "--help")]
    [InlineData("--city-database", "map", "-h")]
    public async Task Help_goes_to_stdout(string said, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(null, arguments);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_that_cannot_be_written_are_one_sentence()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no full device elsewhere.");
        var (code, _, error) = await RunAsync(new ProcessStartInfo("sh", ["-c", $"echo '{{\"id\":\"a\"}}' | dotnet '{typeof(StartUpErrors).Assembly.Location}' map >/dev/full"]));
        Assert.Equal(StartUpErrors.ExitCode, code);
        Assert.Contains("No space left on device", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(string? directory, params string[] arguments) =>
        RunAsync(new ProcessStartInfo("dotnet", [typeof(StartUpErrors).Assembly.Location, .. arguments]) { WorkingDirectory = directory ?? "" });

    private static async Task<(int Code, string Output, string Error)> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await error);
    }
}
