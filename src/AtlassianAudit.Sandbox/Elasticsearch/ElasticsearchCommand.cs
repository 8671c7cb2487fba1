using AtlassianAudit.Sandbox.Serving;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>The emulator alone, from the command line.</summary>
internal static class ElasticsearchCommand
{
    public static Task<int> RunAsync(int port, CancellationToken cancellationToken) => UntilStopped.RunAsync(
        "Elasticsearch",
        port,
        async starting =>
        {
            var emulator = await ElasticsearchEmulator.StartAsync(port, TimeProvider.System, starting);
            return (emulator.Address, emulator);
        },
        cancellationToken);
}
