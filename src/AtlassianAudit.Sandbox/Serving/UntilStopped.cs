using System.Net.Sockets;

namespace AtlassianAudit.Sandbox.Serving;

/// <summary>An emulator alone, from the command line, until Ctrl-C or SIGTERM, which the command line turns into a cancelled token.</summary>
internal static class UntilStopped
{
    public static async Task<int> RunAsync(string name, int port, Func<CancellationToken, Task<(Uri Address, IAsyncDisposable Server)>> start, CancellationToken stopping)
    {
        try
        {
            var (address, server) = await start(stopping);
            await using (server)
            {
                Console.WriteLine($"{name} emulator: {address}");
                var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = stopping.Register(stopped.SetResult);
                await stopped.Task;
                return 0;
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync($"Port {port} cannot be used: {exception.Message}");
            return 1;
        }
    }
}
