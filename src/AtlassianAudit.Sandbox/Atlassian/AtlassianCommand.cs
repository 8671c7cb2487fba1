using System.Runtime.InteropServices;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>The emulator alone, from the command line, until Ctrl-C or SIGTERM.</summary>
internal static class AtlassianCommand
{
    public static async Task<int> RunAsync(int port, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await using var emulator = await AtlassianEmulator.StartAsync(port, TimeProvider.System, cancellationToken);
            Console.WriteLine($"Atlassian emulator: {emulator.Address}");
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = stopping.Token.Register(stopped.SetResult);
            await stopped.Task;
            return 0;
        }
        catch (IOException exception)
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
