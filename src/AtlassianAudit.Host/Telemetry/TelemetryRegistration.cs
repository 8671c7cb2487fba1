using AtlassianAudit.Collector;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace AtlassianAudit.Host.Telemetry;

/// <summary>Metrics for Prometheus at <c>/metrics</c>, and by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a receiver.</summary>
internal static class TelemetryRegistration
{
    private const string ServiceName = "atlassian-audit";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics => metrics
            .AddMeter(TelemetryNames.CollectingMeter, TelemetryNames.EnrichingMeter, TelemetryNames.ShippingMeter, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "System.Net.Http")
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        if (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            telemetry.UseOtlpExporter();
        return services;
    }

    /// <summary>What <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> say goes before.</summary>
    internal static void Describe(ResourceBuilder resource) => resource.AddService(ServiceName, serviceVersion: HostVersion.Text).AddEnvironmentVariableDetector();
}
