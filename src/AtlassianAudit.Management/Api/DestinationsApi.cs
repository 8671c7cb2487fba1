using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Management.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AtlassianAudit.Management.Api;

/// <summary><c>/destinations</c>: the Elasticsearch clusters that organizations may name.</summary>
internal static class DestinationsApi
{
    public static void MapDestinations(this IEndpointRouteBuilder api)
    {
        var destinations = api.MapGroup("/destinations").WithTags("Destinations");
        destinations.MapGet("", ListAsync).RequireAuthorization(Roles.Viewer).Produces<DestinationPage>();
        destinations.MapGet("/{name}", GetAsync).RequireAuthorization(Roles.Viewer).Produces<DestinationView>();
        destinations.MapPut("/{name}", PutAsync).RequireAuthorization(Roles.Admin).Produces<DestinationView>().Produces<DestinationView>(201);
        destinations.MapDelete("/{name}", DeleteAsync).RequireAuthorization(Roles.Admin).Produces(204);
        destinations.MapPost("/{name}/test", TestAsync).RequireAuthorization(Roles.Operator).Produces<DestinationTest>();
        destinations.MapKibana();
    }

    private static async Task<IResult> ListAsync(IGrainFactory grains)
    {
        var names = await grains.GetGrain<IDestinationDirectoryGrain>(IDestinationDirectoryGrain.Key).ListAsync();
        var all = await Task.WhenAll(names.Select(name => grains.GetGrain<IDestinationGrain>(name).GetSettingsAsync()));
        return TypedResults.Json(new DestinationPage([.. all.OfType<DestinationSettings>().Select(DestinationView.Of)]), ApiJson.Readable.DestinationPage);
    }

    private static async Task<IResult> GetAsync(string name, IGrainFactory grains) =>
        await Grain(name, grains).GetSettingsAsync() is { } settings
            ? TypedResults.Json(DestinationView.Of(settings), ApiJson.Readable.DestinationView)
            : Missing(name);

    private static async Task<IResult> PutAsync(string name, Body<DestinationBody> body, IGrainFactory grains, SecretSealer sealer, HttpContext context)
    {
        body.Errors.Check(Texts.IsName(name), "name", Texts.NameRule);
        var grain = Texts.IsName(name) ? grains.GetGrain<IDestinationGrain>(name) : null;
        var known = grain is null ? null : await grain.GetSettingsAsync();
        body.Content.Check(body.Errors, known);
        if (grain is null || body.Errors.Any)
            return body.Errors.ToProblem().ToResult();

        var settings = body.Content.ToSettings(name, known, sealer);
        if (known is not null && settings.Tenants is not null && DestinationUse.AgainstReplacing(known, settings, await OrganizationsAsync(grains)) is { } inUse)
            return inUse.ToResult();

        var isNew = await grain.ConfigureAsync(settings);
        if (isNew)
            context.Response.Headers.Location = $"/api/v1/destinations/{name}";
        return TypedResults.Json(DestinationView.Of(settings), ApiJson.Readable.DestinationView, statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> DeleteAsync(string name, IGrainFactory grains)
    {
        var grain = Grain(name, grains);
        if (DestinationUse.AgainstDeleting(name, await OrganizationsAsync(grains)) is { } inUse)
            return inUse.ToResult();
        return await grain.DeleteAsync() ? TypedResults.NoContent() : Missing(name);
    }

    private static async Task<IResult> TestAsync(string name, IGrainFactory grains) =>
        await Grain(name, grains).TestAsync() is { } test
            ? TypedResults.Json(test, ApiJson.Readable.DestinationTest)
            : Missing(name);

    private static async Task<IReadOnlyList<OrganizationStatus>> OrganizationsAsync(IGrainFactory grains) =>
        (await OrganizationListing.ReadAsync(grains, new OrganizationQuery(null, null, null, null, int.MaxValue))).Items;

    /// <summary>What is no name is no destination's, and not every text is a grain's key.</summary>
    public static IDestinationGrain Grain(string name, IGrainFactory grains) => Texts.IsName(name)
        ? grains.GetGrain<IDestinationGrain>(name)
        : throw new ApiProblemException(ApiProblem.NotFound($"There is no destination '{name}'."));

    public static IResult Missing(string name) => ApiProblem.NotFound($"There is no destination '{name}'.").ToResult();
}
