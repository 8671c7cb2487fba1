using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AtlassianAudit.Host.Cluster;

/// <summary>The body of the health endpoints: a word for programs, a sentence for people.</summary>
/// <param name="Status"><c>ready</c>, <c>starting</c>, <c>draining</c>, <c>partitioned</c>, or <c>dead</c>.</param>
/// <param name="Reason">Why it is not ready.</param>
internal sealed record HealthAnswer(string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason)
{
    private const string State = "state";

    public static IReadOnlyDictionary<string, object> Of(string state) => new Dictionary<string, object> { [State] = state };

    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var worst = report.Entries.Values.FirstOrDefault(entry => entry.Status != HealthStatus.Healthy);
        var answer = new HealthAnswer(worst.Data?.GetValueOrDefault(State) as string ?? (report.Status == HealthStatus.Healthy ? SiloHealth.Ready : "failing"), worst.Description);
        return context.Response.WriteAsJsonAsync(answer, HealthJson.Default.HealthAnswer);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
