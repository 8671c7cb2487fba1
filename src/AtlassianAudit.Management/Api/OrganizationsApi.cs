using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Management.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace AtlassianAudit.Management.Api;

/// <summary><c>/organizations</c>: add, change, watch, stop and forget organizations.</summary>
internal static class OrganizationsApi
{
    private const int DefaultLimit = 100;
    private const int MostAtOnce = 500;

    public static void MapOrganizations(this IEndpointRouteBuilder api)
    {
        var organizations = api.MapGroup("/organizations").WithTags("Organizations");
        organizations.MapGet("", ListAsync).RequireAuthorization(Roles.Viewer).Produces<OrganizationPage>();
        organizations.MapGet("/{organizationId}", GetAsync).RequireAuthorization(Roles.Viewer).Produces<OrganizationStatus>();
        organizations.MapPut("/{organizationId}", PutAsync).RequireAuthorization(Roles.Admin).Produces<OrganizationStatus>().Produces<OrganizationStatus>(201);
        organizations.MapDelete("/{organizationId}", (string organizationId, IGrainFactory grains) => DoAsync(organizationId, grains, grain => grain.DeleteAsync()))
            .RequireAuthorization(Roles.Admin).Produces(204);
        organizations.MapPut("/{organizationId}/api-key", PutKeyAsync).RequireAuthorization(Roles.Operator).Produces<OrganizationStatus>();
        organizations.MapPost("/{organizationId}/pause", (string organizationId, IGrainFactory grains) => DoAndShowAsync(organizationId, grains, grain => grain.PauseAsync()))
            .RequireAuthorization(Roles.Operator).Produces<OrganizationStatus>();
        organizations.MapPost("/{organizationId}/resume", (string organizationId, IGrainFactory grains) => DoAndShowAsync(organizationId, grains, grain => grain.ResumeAsync()))
            .RequireAuthorization(Roles.Operator).Produces<OrganizationStatus>();
        organizations.MapPost("/{organizationId}/poll", (string organizationId, IGrainFactory grains) => DoAndShowAsync(organizationId, grains, grain => grain.PollAsync()))
            .RequireAuthorization(Roles.Operator).Produces<OrganizationStatus>();
    }

    private static async Task<IResult> ListAsync(IGrainFactory grains, HttpRequest request, string? tenant, string? state, string? search, int? limit, string? after)
    {
        var errors = new BodyErrors();
        QueryRules.CheckNames(errors, request.Query, nameof(tenant), nameof(state), nameof(search), nameof(limit), nameof(after));
        var wanted = QueryRules.Choice<OrganizationState>(state);
        errors.Check(state is null || wanted is not null, "state", $"must be one of {string.Join(", ", Enum.GetNames<OrganizationState>())}");
        errors.CheckRange("limit", limit, 1, MostAtOnce);
        if (errors.Any)
            return errors.ToProblem().ToResult();

        var page = await OrganizationListing.ReadAsync(grains, new OrganizationQuery(tenant, wanted, search, after, limit ?? DefaultLimit));
        return TypedResults.Json(page, ApiJson.Readable.OrganizationPage);
    }

    private static async Task<IResult> GetAsync(string organizationId, IGrainFactory grains) =>
        await Grain(organizationId, grains).GetStatusAsync() is { } status
            ? TypedResults.Json(status, ApiJson.Readable.OrganizationStatus)
            : Missing(organizationId);

    private static async Task<IResult> PutAsync(
        string organizationId,
        Body<OrganizationBody> body,
        [FromHeader(Name = "If-None-Match")] string? ifNoneMatch,
        bool? verify,
        IGrainFactory grains,
        SecretSealer sealer,
        AtlassianHosts hosts,
        TimeProvider time,
        HttpContext context)
    {
        var id = Texts.OrganizationId(organizationId);
        body.Errors.Check(id is not null, "organizationId", Texts.IdRule);
        var grain = id is null ? null : grains.GetGrain<IOrganizationGrain>(id);
        var known = grain is null ? null : await grain.GetSettingsAsync();
        if (known is not null && ifNoneMatch == "*")
            return Exists(organizationId);

        body.Content.Check(body.Errors, isNew: known is null, hosts, time.GetUtcNow());
        await CheckDestinationAsync(body.Content, body.Errors, grains);
        if (grain is null || body.Errors.Any)
            return body.Errors.ToProblem().ToResult();

        var settings = body.Content.ToSettings(id!, body.Content.ApiKey is { } apiKey ? sealer.Seal(apiKey) : known!.ApiKey);
        if (verify == true && await grain.TryKeyAsync(settings) is { Accepted: false } trial)
            return Rejected(trial);

        // A key that is left out stays, and it may have been rotated while it was tried.
        if (body.Content.ApiKey is null && await grain.GetSettingsAsync() is { } current)
            settings = settings with { ApiKey = current.ApiKey };
        var outcome = await grain.ConfigureAsync(settings, onlyIfNew: ifNoneMatch == "*");
        if (outcome == ConfigureOutcome.AlreadyExists)
            return Exists(organizationId);
        var status = await grain.GetStatusAsync() ?? throw new ApiProblemException(ApiProblem.NotFound($"Organization {id} was deleted meanwhile."));
        if (outcome == ConfigureOutcome.Created)
            context.Response.Headers.Location = $"/api/v1/organizations/{id}";
        return TypedResults.Json(status, ApiJson.Readable.OrganizationStatus, statusCode: outcome == ConfigureOutcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> PutKeyAsync(string organizationId, Body<ApiKeyBody> body, IGrainFactory grains, SecretSealer sealer)
    {
        body.Content.Check(body.Errors);
        if (body.Errors.Any)
            return body.Errors.ToProblem().ToResult();

        var rotation = new KeyRotation(sealer.Seal(body.Content.ApiKey!), body.Content.ApiUser, body.Content.ApiKeyExpiresAt);
        return await Grain(organizationId, grains).RotateKeyAsync(rotation) switch
        {
            null => Missing(organizationId),
            { Accepted: false } trial => Rejected(trial),
            _ => await GetAsync(organizationId, grains),
        };
    }

    private static async Task CheckDestinationAsync(OrganizationBody body, BodyErrors errors, IGrainFactory grains)
    {
        var name = body.Destination ?? "default";
        if (!Texts.IsName(name))
            return;
        var destination = await grains.GetGrain<IDestinationGrain>(name).GetSettingsAsync();
        var tenant = body.Tenant ?? "default";
        if (destination is null)
            errors.Add("destination", $"'{name}' does not exist: add it first with PUT /api/v1/destinations/{name}");
        else if (!destination.IsOpenTo(tenant))
            errors.Add("destination", $"'{name}' is not open to tenant '{tenant}'");
    }

    private static async Task<IResult> DoAsync(string organizationId, IGrainFactory grains, Func<IOrganizationGrain, Task<bool>> act) =>
        await act(Grain(organizationId, grains)) ? TypedResults.NoContent() : Missing(organizationId);

    private static async Task<IResult> DoAndShowAsync(string organizationId, IGrainFactory grains, Func<IOrganizationGrain, Task<bool>> act) =>
        await act(Grain(organizationId, grains)) ? await GetAsync(organizationId, grains) : Missing(organizationId);

    public static IOrganizationGrain Grain(string organizationId, IGrainFactory grains) => grains.GetGrain<IOrganizationGrain>(
        Texts.OrganizationId(organizationId) ?? throw new ApiProblemException(ApiProblem.NotFound($"There is no organization '{organizationId}'.")));

    public static IResult Missing(string organizationId) => ApiProblem.NotFound($"There is no organization '{organizationId}'.").ToResult();

    /// <summary>What Atlassian says of a key is about the key only where it says so.</summary>
    private static IResult Rejected(KeyTrial trial) => new ApiProblem(
        StatusCodes.Status422UnprocessableEntity,
        trial.State is OrganizationState.Throttled or OrganizationState.Failing ? "key_not_tried" : "key_rejected",
        $"Nothing was stored. {trial.Reason}").ToResult();

    private static IResult Exists(string organizationId) => new ApiProblem(
        StatusCodes.Status409Conflict, "already_exists", $"Organization {organizationId} exists already; leave If-None-Match out to replace its settings.").ToResult();
}

/// <summary>A page of organizations.</summary>
/// <param name="Items">In the order of their ids.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null = there is none.</param>
internal sealed record OrganizationPage(IReadOnlyList<OrganizationStatus> Items, string? Next);
