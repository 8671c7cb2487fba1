using AtlassianAudit.Sandbox.Serving;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>The emulator alone, from the command line.</summary>
internal static class AtlassianCommand
{
    public static Task<int> RunAsync(int port, CancellationToken cancellationToken) => UntilStopped.RunAsync(
        "Atlassian",
        port,
        async starting =>
        {
            var emulator = await AtlassianEmulator.StartAsync(port, TimeProvider.System, starting);
            return (emulator.Address, emulator);
        },
        cancellationToken);
}
