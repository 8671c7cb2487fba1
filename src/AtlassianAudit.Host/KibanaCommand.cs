using AtlassianAudit.Collector.Shipping.Kibana;

namespace AtlassianAudit.Host;

/// <summary><c>kibana</c>: dashboards, searches and data view as NDJSON on stdout, for importing by hand.</summary>
internal static class KibanaCommand
{
    public static async Task<int> RunAsync()
    {
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(KibanaAssets.File([.. KibanaAssets.OnlyIfMissing, .. KibanaAssets.Ours]));
        return 0;
    }
}
