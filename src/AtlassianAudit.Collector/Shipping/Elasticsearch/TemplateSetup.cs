using System.Reflection;
using AtlassianAudit.Contracts;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// Creates the index templates where none of their names exists: Fleet's own, if installed, is good enough and never touched. Without the rights to do
/// so shipping goes on, because Elasticsearch's built-in template for <c>logs-*-*</c> takes the documents, too.
/// </summary>
internal sealed class TemplateSetup(IElasticsearchTransport transport, TimeProvider time)
{
    public const string Audit = $"logs-{DataStreams.AuditDataset}";
    public const string DeadLetter = $"logs-{DataStreams.DeadLetterDataset}";
    private const string Mappings = $"{Audit}@atlassian-audit";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(10);
    private static readonly (string Name, string Path, string Body)[] Steps =
    [
        (Audit, $"/_component_template/{Mappings}", "audit-mappings.json"),
        (Audit, $"/_index_template/{Audit}", "audit-template.json"),
        (DeadLetter, $"/_index_template/{DeadLetter}", "dead-letter-template.json"),
    ];

    private readonly SemaphoreSlim _one = new(1);
    private DateTimeOffset _doneUntil = DateTimeOffset.MinValue;

    /// <summary>Looks, and creates what is missing. Returns one sentence for the operator where that is refused; null where all is well or nobody answered.</summary>
    public async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (_doneUntil > time.GetUtcNow())
            return null;

        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_doneUntil > time.GetUtcNow())
                return null;
            var problem = await CreateMissingAsync(cancellationToken);
            if (problem is null || problem.Length > 0)
                _doneUntil = problem is null ? DateTimeOffset.MaxValue : time.GetUtcNow() + RetryAfter;
            return problem is { Length: > 0 } ? problem : null;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Looks again before the next request: a template may have been deleted.</summary>
    public void Forget() => _doneUntil = DateTimeOffset.MinValue;

    /// <summary>Null = all is there; empty = nobody answered, who sends documents next will hear of it.</summary>
    private async Task<string?> CreateMissingAsync(CancellationToken cancellationToken)
    {
        foreach (var template in Steps.Select(step => step.Name).Distinct())
        {
            var found = await transport.SendAsync(HttpMethod.Get, $"/_index_template/{template}", [], BodyKind.Json, cancellationToken);
            if (found.IsSuccess)
                continue;
            if (found.Status != 404)
                return found.Status is 401 or 403 ? Refused(template, found) : "";

            foreach (var (_, path, body) in Steps.Where(step => step.Name == template))
            {
                var created = await transport.SendAsync(HttpMethod.Put, path, [Read(body)], BodyKind.Json, cancellationToken);
                if (!created.IsSuccess)
                    return created.Status is 0 or 429 or >= 500 ? "" : Refused(template, created);
            }
        }

        return null;
    }

    private static string Refused(string template, ElasticsearchAnswer answer) =>
        $"index template {template} could not be created: status {answer.Status}{ElasticsearchError.Read(answer.Body.Span)}. "
        + "Give the credential manage_index_templates once, or create the template yourself and set setUpTemplates to false";

    private static byte[] Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Templates.{resource}")
            ?? throw new InvalidOperationException($"The resource {resource} is not in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
