namespace AtlassianAudit.Sandbox.Running;

/// <summary>Sets a collector up through its API, as an operator would.</summary>
internal sealed class CollectorSetUp(HttpClient http)
{
    private const int AtOnce = 16;

    public async Task RunAsync(Uri elasticsearch, int requestTimeoutSeconds, IReadOnlyList<SampleOrganization> organizations, CancellationToken stopping)
    {
        await PutAsync("api/v1/destinations/default", new { urls = new[] { elasticsearch.ToString() }, requestTimeoutSeconds }, stopping);
        await Parallel.ForEachAsync(
            organizations,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping },
            async (organization, cancellationToken) => await PutAsync($"api/v1/organizations/{organization.Id}", organization.Body, cancellationToken));
    }

    private async Task PutAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await http.PutAsJsonAsync(path, body, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"PUT {path} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
    }
}
