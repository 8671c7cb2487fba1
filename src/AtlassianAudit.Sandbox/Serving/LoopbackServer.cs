using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AtlassianAudit.Sandbox.Serving;

/// <summary>A server on 127.0.0.1 that lives in this process, and leaves the process's signals alone.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _inFlight;

    private LoopbackServer(WebApplication application)
    {
        _application = application;
        application.Use(CountAsync);
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Requests that are being answered: whoever drives a clock waits for them before it moves.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Starts one on a port, or on a free one with 0.</summary>
    /// <param name="largestBody">Bytes of a request's body; more are answered 413. Null = any.</param>
    public static async Task<LoopbackServer> StartAsync(int port, long? largestBody, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = largestBody;
            kestrel.Listen(IPAddress.Loopback, port);
        });

        var application = builder.Build();
        var server = new LoopbackServer(application);
        map(application);
        await application.StartAsync(cancellationToken);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.Address = new Uri(addresses.Addresses.First());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        // Requests that a fault holds back are not waited for.
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    private async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>Signals belong to the process that the server lives in.</summary>
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
