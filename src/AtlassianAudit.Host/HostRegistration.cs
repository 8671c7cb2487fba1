using AtlassianAudit.Collector;
using AtlassianAudit.Host.Cluster;
using AtlassianAudit.Host.Security;
using AtlassianAudit.Host.Starting;
using AtlassianAudit.Host.Storage;
using AtlassianAudit.Host.Telemetry;
using AtlassianAudit.Management;
using Microsoft.Extensions.Options;
using Scalar.AspNetCore;

namespace AtlassianAudit.Host;

/// <summary>Puts the host together: silo, storage, collector, management, telemetry.</summary>
internal static class HostRegistration
{
    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>Where ASP.NET Core itself looks for what to listen on.</summary>
    private static readonly string[] Addresses = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey, "Kestrel:Endpoints"];

    public static WebApplicationBuilder AddHost(this WebApplicationBuilder builder, DataDirectory? data)
    {
        if (Addresses.All(setting => !builder.Configuration.GetSection(setting).Exists()))
            builder.WebHost.UseUrls(DefaultUrl);

        AzureProviders.Check(builder.Configuration);
        ClusterProviders.Check(builder.Configuration);
        if (data is not null)
            SingleMachine.AddDefaults(builder.Configuration, data);
        // Before the silo: its grains unprotect keys as soon as they wake.
        builder.Services.AddKeyRing(builder.Configuration, data).AddAzureProviders(builder.Configuration);
        builder.Services.AddOptions<ManagementOptions>().BindConfiguration(ManagementOptions.Section, binding => binding.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.UseOrleans(silo =>
        {
            SingleMachine.UseLoopback(silo);
            silo.UseSystemTextJsonGrainStorageSerializer();
        });
        if (data is not null)
        {
            SqliteStore.Prepare(data.Path);
            SingleMachine.Gate(builder.Services);
        }

        builder.Services.AddClusterTuning().AddCluster().AddCollector().AddManagement().AddTelemetry(builder.Configuration).AddOpenApi();
        builder.Services.AddHostedService<AdministratorToken>();
        return builder;
    }

    /// <summary>Finds what is wrong with the settings before anything has started, so that nothing has to be taken down again.</summary>
    public static WebApplication CheckSettings(this WebApplication app)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        KeyRing.Check(app.Services);
        return app;
    }

    public static WebApplication MapHost(this WebApplication app)
    {
        app.MapManagement();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics").DisableHttpMetrics();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs");
        app.MapGet("/", () => TypedResults.Redirect("/docs")).ExcludeFromDescription();
        return app;
    }

    /// <summary>Returns the exit code: 0 after a signal, be it while the silo still joins; 1 where a part of the host failed for good, so that a supervisor starts it again.</summary>
    public static async Task<int> RunToItsEndAsync(this WebApplication app)
    {
        // Taken out before, because what runs to its end is disposed.
        var stopping = app.Lifetime.ApplicationStopping;
        List<BackgroundService> parts = [.. app.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
        try
        {
            await app.RunAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or OrleansLifecycleCanceledException && stopping.IsCancellationRequested)
        {
            // Told to end before it was there: there is nothing to hand over.
        }

        return parts.Exists(part => part.ExecuteTask is { IsFaulted: true }) ? StartUpErrors.ExitCode : 0;
    }
}
