using System.Text.Json;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>A backfill over everything that Atlassian keeps of one organization, while everything goes wrong and its data stream rolls over.</summary>
internal sealed class SoakBackfill(SampleOrganization organization, ElasticsearchWorld elasticsearch, HostProcess host, TimeProvider time)
{
    private const int Rollovers = 2;
    private static readonly TimeSpan Window = TimeSpan.FromDays(179);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly string _stream = $"logs-atlassian_cloud.audit-{organization.Namespace}";
    private JsonElement _job;
    private int _generationBefore;
    private int _generationAfter;

    /// <summary>Rollovers of its stream between its begin and its end.</summary>
    public int RolledOver => _generationAfter - _generationBefore;

    public string State => Text("state");

    /// <summary>Begins it, rolls the stream over while it runs, and returns when it is over.</summary>
    public async Task RunAsync(TimeSpan begin, TimeSpan between, TimeSpan patience, CancellationToken stopping)
    {
        await Task.Delay(begin, time, stopping);
        var until = time.GetUtcNow() + patience;
        while (await TryAsync(http => http.PostAsJsonAsync(Path(""), new { from = time.GetUtcNow() - Window }, stopping), stopping) is null)
            await Task.Delay(Look, time, stopping);
        _generationBefore = _generationAfter = Generation();
        var nextRollover = time.GetUtcNow() + between;
        for (var rolledOver = 0; State is "" or "Queued" or "Running" && time.GetUtcNow() < until;)
        {
            await Task.Delay(Look, time, stopping);
            if (rolledOver < Rollovers && time.GetUtcNow() >= nextRollover)
            {
                elasticsearch.Rollover(_stream);
                (rolledOver, nextRollover) = (rolledOver + 1, nextRollover + between);
            }

            if (await TryAsync(http => http.GetAsync(Path("/1"), stopping), stopping) is { } job)
                (_job, _generationAfter) = (job, Generation());
        }
    }

    public override string ToString() => $"backfill of {organization.Name}: {State}, {Text("events")}, across {RolledOver} rollovers {Text("reason")}";

    private string Text(string member) => _job.ValueKind == JsonValueKind.Object && _job.TryGetProperty(member, out var value) ? value.ToString() : "";

    private Uri Path(string rest) => new($"api/v1/organizations/{organization.Id}/backfills{rest}", UriKind.Relative);

    private int Generation()
    {
        lock (elasticsearch.Gate)
            return elasticsearch.Stream(_stream)?.Generation ?? 0;
    }

    /// <summary>Null while the collector is dead, or does not want to.</summary>
    private async Task<JsonElement?> TryAsync(Func<HttpClient, Task<HttpResponseMessage>> send, CancellationToken stopping)
    {
        try
        {
            using var answer = await send(host.Http);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>(stopping) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // It was killed a moment ago.
            return null;
        }
    }
}
