using AtlassianAudit.Collector;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace AtlassianAudit.Host.Telemetry;

/// <summary>Metrics for Prometheus at <c>/metrics</c>, and by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a receiver.</summary>
internal static class TelemetryRegistration
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(TelemetryNames.CollectingMeter, TelemetryNames.EnrichingMeter, TelemetryNames.ShippingMeter, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "System.Net.Http")
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        if (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            telemetry.UseOtlpExporter();
        return services;
    }
}
