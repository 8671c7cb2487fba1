using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AtlassianAudit.Sandbox.Serving;

/// <summary>An emulator alone, from the command line, until Ctrl-C or SIGTERM.</summary>
internal static class UntilStopped
{
    public static async Task<int> RunAsync(string name, int port, Func<CancellationToken, Task<(Uri Address, IAsyncDisposable Server)>> start, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            var (address, server) = await start(cancellationToken);
            await using (server)
            {
                Console.WriteLine($"{name} emulator: {address}");
                var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = stopping.Token.Register(stopped.SetResult);
                await stopped.Task;
                return 0;
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync($"Port {port} cannot be used: {exception.Message}");
            return 1;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
        }
    }
}
