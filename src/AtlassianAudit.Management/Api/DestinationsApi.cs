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
        await grains.GetGrain<IDestinationGrain>(name).GetSettingsAsync() is { } settings
            ? TypedResults.Json(DestinationView.Of(settings), ApiJson.Readable.DestinationView)
            : Missing(name);

    private static async Task<IResult> PutAsync(string name, Body<DestinationBody> body, IGrainFactory grains, SecretSealer sealer, HttpContext context)
    {
        body.Errors.Check(Texts.IsName(name), "name", Texts.NameRule);
        var grain = grains.GetGrain<IDestinationGrain>(name);
        var known = Texts.IsName(name) ? await grain.GetSettingsAsync() : null;
        body.Content.Check(body.Errors, known);
        if (body.Errors.Any)
            return body.Errors.ToProblem().ToResult();

        var settings = body.Content.ToSettings(name, known, sealer);
        var isNew = await grain.ConfigureAsync(settings);
        if (isNew)
            context.Response.Headers.Location = $"/api/v1/destinations/{name}";
        return TypedResults.Json(DestinationView.Of(settings), ApiJson.Readable.DestinationView, statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> DeleteAsync(string name, IGrainFactory grains)
    {
        var organizations = await OrganizationListing.ReadAsync(grains, new OrganizationQuery(null, null, null, null, int.MaxValue));
        var users = organizations.Items.Count(organization => organization.Destination == name);
        if (users > 0)
            return new ApiProblem(
                StatusCodes.Status409Conflict,
                "destination_in_use",
                $"{users} organizations deliver to {name}, for example {organizations.Items.First(organization => organization.Destination == name).OrganizationId}. Move or delete them first.").ToResult();
        return await grains.GetGrain<IDestinationGrain>(name).DeleteAsync() ? TypedResults.NoContent() : Missing(name);
    }

    private static async Task<IResult> TestAsync(string name, IGrainFactory grains) =>
        await grains.GetGrain<IDestinationGrain>(name).TestAsync() is { } test
            ? TypedResults.Json(test, ApiJson.Readable.DestinationTest)
            : Missing(name);

    public static IResult Missing(string name) => ApiProblem.NotFound($"There is no destination '{name}'.").ToResult();
}
