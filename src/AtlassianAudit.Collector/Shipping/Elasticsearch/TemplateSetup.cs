using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>
/// Creates the templates where none of their names exists, and replaces those that an earlier version of this product made. What anybody else made is never
/// touched: Fleet's own, if installed, is good enough, and gets the fields it lacks through its <c>@custom</c> hook. Without the rights to do so shipping
/// goes on, because Elasticsearch's built-in template for <c>logs-*-*</c> takes the documents, too.
/// </summary>
internal sealed class TemplateSetup(IElasticsearchTransport transport, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _one = new(1);
    private TemplateState? _state;
    private DateTimeOffset _doneUntil = DateTimeOffset.MinValue;

    /// <summary>Looks, and creates what is missing; null where nobody answered: who sends documents next will hear of it.</summary>
    public async Task<TemplateState?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (_doneUntil > time.GetUtcNow())
            return _state;

        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_doneUntil > time.GetUtcNow())
                return _state;
            _state = await SetUpAsync(cancellationToken);
            if (_state is not null)
                _doneUntil = _state.Problem is null ? DateTimeOffset.MaxValue : time.GetUtcNow() + RetryAfter;
            return _state;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Looks again before the next request: a template may have been deleted.</summary>
    public void Forget() => _doneUntil = DateTimeOffset.MinValue;

    private async Task<TemplateState?> SetUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            var audit = await FindAsync(OwnTemplate.Audit, cancellationToken);
            var state = TemplateState.Well;
            if (audit is not null && OwnTemplate.VersionOf(audit) is null)
                state = await AddToOtherAsync(audit, cancellationToken);
            else if (IsOutdated(OwnTemplate.Audit, audit))
            {
                // In this order: where the second fails, the first is put again.
                await PutAsync(OwnTemplate.AuditMappings, cancellationToken);
                await PutAsync(OwnTemplate.Audit, cancellationToken);
            }

            if (IsOutdated(OwnTemplate.DeadLetter, await FindAsync(OwnTemplate.DeadLetter, cancellationToken)))
                await PutAsync(OwnTemplate.DeadLetter, cancellationToken);
            return state;
        }
        catch (RefusedException refused)
        {
            return refused.Answer is { Status: 0 or 429 or >= 500 } ? null : new TemplateState(
                $"{refused.Template.Kind.Replace('_', ' ')} {refused.Template.Name} could not be set up: status {refused.Answer.Status}{ElasticsearchError.Read(refused.Answer.Body.Span)}. "
                + "Give the credential manage_index_templates once, or create the template yourself and set setUpTemplates to false",
                refused.Template == OwnTemplate.DeadLetter ? null : OwnTemplate.AuditCustom,
                MapsUnmapped: refused.Template == OwnTemplate.DeadLetter);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException)
        {
            // Templates are other people's, too: whatever they hold, documents go on.
            return new TemplateState(
                $"the templates of the cluster cannot be understood ({exception.Message}). Create those of this product yourself and set setUpTemplates to false", null, MapsUnmapped: false);
        }
    }

    /// <summary>Another template serves the audit stream: its hook may take what it lacks.</summary>
    private async Task<TemplateState> AddToOtherAsync(JsonObject audit, CancellationToken cancellationToken)
    {
        var custom = OwnTemplate.AuditCustom;
        if (audit["composed_of"] is not JsonArray parts || parts.All(part => part?.ToString() != custom.Name))
            return new TemplateState(
                $"index template {OwnTemplate.Audit.Name} is not this product's and is not composed of {custom.Name}: the fields that it lacks cannot be added. "
                + "Add that name to its composed_of and ignore_missing_component_templates",
                custom,
                MapsUnmapped: false);

        var found = await FindAsync(custom, cancellationToken);
        if (IsOutdated(custom, found))
            await PutAsync(custom, cancellationToken);
        else if (OwnTemplate.VersionOf(found!) is null && custom.LackingIn(found!) is { Count: > 0 } lacking)
            return new TemplateState(
                $"component template {custom.Name} is not this product's, so it is not changed, and lacks fields that {OwnTemplate.Audit.Name} does not map: "
                + $"{string.Join(", ", lacking)}. Add its fields to yours",
                custom,
                MapsUnmapped: !lacking.Contains(UnmappedField.Name));
        return TemplateState.Well;
    }

    private static bool IsOutdated(OwnTemplate own, JsonObject? found) => found is null || OwnTemplate.VersionOf(found) < own.Version;

    private async Task<JsonObject?> FindAsync(OwnTemplate template, CancellationToken cancellationToken)
    {
        var found = await transport.SendAsync(HttpMethod.Get, template.Path, [], BodyKind.Json, cancellationToken);
        if (found.Status == 404)
            return null;
        if (!found.IsSuccess)
            throw new RefusedException(template, found);
        return template.In(found) ?? throw new RefusedException(template, ElasticsearchAnswer.None("Something answers that is no Elasticsearch."));
    }

    private async Task PutAsync(OwnTemplate template, CancellationToken cancellationToken)
    {
        var put = await transport.SendAsync(HttpMethod.Put, template.Path, [template.Bytes], BodyKind.Json, cancellationToken);
        if (!put.IsSuccess)
            throw new RefusedException(template, put);
    }

    /// <summary>Ends the set-up at the first step that fails.</summary>
    private sealed class RefusedException(OwnTemplate template, ElasticsearchAnswer answer) : Exception
    {
        public OwnTemplate Template => template;

        public ElasticsearchAnswer Answer => answer;
    }
}

/// <summary>How the templates of a cluster are.</summary>
/// <param name="Problem">One sentence for the operator; null = as they should be.</param>
/// <param name="Addition">What an operator may add by hand; null = nothing.</param>
/// <param name="MapsUnmapped">A stream that is made from them maps <c>atlassian_cloud.audit.unmapped</c>.</param>
internal sealed record TemplateState(string? Problem, OwnTemplate? Addition, bool MapsUnmapped)
{
    public static readonly TemplateState Well = new(null, null, MapsUnmapped: true);

    /// <summary>The request that adds what is missing, as a person would type it.</summary>
    public string? Request => Addition is { } template ? $"PUT {template.Path} {JsonNode.Parse(template.Body)!.ToJsonString(Compact)}" : null;

    private static readonly JsonSerializerOptions Compact = new() { WriteIndented = false };
}
