using System.Text.Json.Nodes;
using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts;
using AtlassianAudit.Sandbox.Elasticsearch;

namespace AtlassianAudit.Benchmarks.Fuzzing;

/// <summary>
/// The emulated Elasticsearch's check of a document, against our own templates. They ignore long values of flattened fields, which Fleet's, where
/// installed, do not: so that is taken out of them here.
/// </summary>
internal sealed class AcceptedDocuments
{
    private readonly FieldMapping _audit;
    private readonly FieldMapping _deadLetters;

    private AcceptedDocuments(FieldMapping audit, FieldMapping deadLetters) => (_audit, _deadLetters) = (audit, deadLetters);

    /// <summary>Number of fields that the documents made so far, and those of the templates.</summary>
    public int Fields => _audit.Count;

    public static async Task<AcceptedDocuments> SetUpAsync(CancellationToken cancellationToken)
    {
        await using var elasticsearch = await ElasticsearchEmulator.StartAsync(0, TimeProvider.System, cancellationToken);
        using var transport = new HttpClientTransport(new ElasticsearchConnection { Nodes = [elasticsearch.Address] }, TimeProvider.System);
        if (await new TemplateSetup(transport, TimeProvider.System).EnsureAsync(cancellationToken) is var state && state is not { Problem: null })
            throw new InvalidOperationException($"The templates are not set up: {state?.Problem}");
        var templates = elasticsearch.World.Templates;
        foreach (var component in templates.Composed(OwnTemplate.Audit.Name))
            IndexEverything(component);
        return new AcceptedDocuments(templates.Resolve(DataStreams.Audit("fuzz"))!.Mapping, templates.Resolve(DataStreams.DeadLetter("fuzz"))!.Mapping);
    }

    /// <summary>Why a document is refused; null where it is accepted.</summary>
    public string? Refusal(ReadOnlySpan<byte> document) => Describe(new DocumentParser(_audit, "id").Parse(document));

    public string? RefusalOfDeadLetter(ReadOnlySpan<byte> document) => Describe(new DocumentParser(_deadLetters, "id").Parse(document));

    private static string? Describe(ApiFailure? failure) => failure is null ? null : $"{failure.Reason} {failure.CausedBy}";

    private static void IndexEverything(JsonNode? mapping)
    {
        if (mapping is not JsonObject members)
            return;
        if (members["type"]?.ToString() == "flattened")
            members.Remove("ignore_above");
        foreach (var (_, below) in members)
            IndexEverything(below);
    }
}
