using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Management.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AtlassianAudit.Management.Api;

/// <summary><c>/destinations/{name}/kibana</c>: dashboards beside the documents.</summary>
internal static class KibanaApi
{
    public static void MapKibana(this IEndpointRouteBuilder destinations) =>
        destinations.MapPost("/{name}/kibana", InstallAsync).RequireAuthorization(Roles.Admin).Produces<KibanaView>();

    private static async Task<IResult> InstallAsync(string name, Body<KibanaBody> body, IGrainFactory grains, SecretSealer sealer)
    {
        body.Content.Check(body.Errors);
        if (body.Errors.Any)
            return body.Errors.ToProblem().ToResult();

        var target = body.Content.ToTarget(sealer);
        return await DestinationsApi.Grain(name, grains).InstallKibanaAsync(target) switch
        {
            null => DestinationsApi.Missing(name),
            KibanaInstallation.Refused refused => Problem(refused).ToResult(),
            KibanaInstallation.Imported imported when imported.Objects.Any(HasFailed) => Incomplete(imported).ToResult(),
            KibanaInstallation.Imported imported => TypedResults.Json(KibanaView.Of(target, imported), ApiJson.Readable.KibanaView),
            var unknown => throw new InvalidOperationException($"{unknown} is not known here."),
        };
    }

    private static ApiProblem Problem(KibanaInstallation.Refused refused) => refused.Why switch
    {
        KibanaRefusal.Unreachable => new(StatusCodes.Status502BadGateway, "kibana_unreachable", refused.Reason),
        KibanaRefusal.Unexpected => new(StatusCodes.Status502BadGateway, "kibana_failed", refused.Reason),
        KibanaRefusal.Unauthorized => new(StatusCodes.Status422UnprocessableEntity, "kibana_unauthorized", refused.Reason),
        KibanaRefusal.Forbidden => new(StatusCodes.Status422UnprocessableEntity, "kibana_forbidden", refused.Reason),
        KibanaRefusal.NoSuchSpace => new(StatusCodes.Status422UnprocessableEntity, "kibana_space_not_found", refused.Reason),
        KibanaRefusal.TooOld => new(StatusCodes.Status422UnprocessableEntity, "kibana_too_old", refused.Reason),
        var unknown => throw new InvalidOperationException($"{unknown} is not known here."),
    };

    private static ApiProblem Incomplete(KibanaInstallation.Imported imported)
    {
        var failed = imported.Objects.Where(HasFailed).ToList();
        return new ApiProblem(
            StatusCodes.Status502BadGateway,
            "kibana_import_incomplete",
            $"Kibana refused {failed.Count} of {imported.Objects.Length} objects, the others are installed; installing again does no harm. {string.Join(" ", failed.Select(one => $"{one.Title}: {one.Error}"))}",
            failed.ToDictionary(one => $"{one.Type}:{one.Id}", one => new[] { one.Error! }));
    }

    private static bool HasFailed(KibanaObject one) => one.Outcome == KibanaOutcome.Failed;
}

/// <summary>What was installed where.</summary>
/// <param name="Version">Kibana's; null where it does not say.</param>
internal sealed record KibanaView(string Url, string Space, string? Version, int Created, int Replaced, int Kept, IReadOnlyList<KibanaObjectView> Objects)
{
    public static KibanaView Of(KibanaTarget target, KibanaInstallation.Imported imported)
    {
        return new KibanaView(
            target.Url,
            target.Space,
            imported.Version,
            Count(KibanaOutcome.Created),
            Count(KibanaOutcome.Replaced),
            Count(KibanaOutcome.Kept),
            [.. imported.Objects.Select(one => new KibanaObjectView(one.Type, one.DestinationId ?? one.Id, one.Title, one.Outcome))]);

        int Count(KibanaOutcome outcome) => imported.Objects.Count(one => one.Outcome == outcome);
    }
}

/// <summary>One object, and what became of it.</summary>
/// <param name="Id">Its id in that space.</param>
internal sealed record KibanaObjectView(string Type, string Id, string Title, KibanaOutcome Outcome);
