using System.Text.Json.Serialization;
using AtlassianAudit.Management.Api;
using AtlassianAudit.Management.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Management;

/// <summary>The management API: adds and maps everything under <c>/api/v1</c>.</summary>
public static class ManagementRegistration
{
    internal const int LargestBody = 1024 * 1024;

    /// <summary>
    /// Adds what the management API needs beside Orleans and Data Protection, and the destinations of the settings. Call it behind <c>UseOrleans</c>: the silo
    /// has to run before they are written.
    /// </summary>
    public static IServiceCollection AddManagement(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SecretSealer>();
        services.TryAddSingleton<AtlassianHosts>();
        services.TryAddSingleton<RefusedTokens>();
        services.AddAuthentication(BearerTokens.SchemeName).AddScheme<AuthenticationSchemeOptions, BearerTokens>(BearerTokens.SchemeName, null);
        services.AddAuthorization(Roles.AddTo);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Readable);

            // The API description reads it here: a number in quotes is none.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddOptions<DestinationsOptions>().BindConfiguration(DestinationsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DestinationsOptions>, DestinationsRules>());
        services.AddHostedService<ConfiguredDestinations>();
        return services;
    }

    /// <summary>Maps the management API, and makes every error of the application <c>application/problem+json</c>.</summary>
    public static WebApplication MapManagement(this WebApplication app)
    {
        app.UseMiddleware<ProblemResponses>();
        app.UseMiddleware<ReadySilo>();
        app.UseAuthentication();
        app.UseAuthorization();
        var api = app.MapGroup("/api/v1").WithMetadata(new BodyLimit(LargestBody));
        api.MapDestinations();
        api.MapOrganizations();
        api.MapHistory();
        api.MapUnknownActions();
        api.MapLimits();
        api.MapCluster();
        ((IEndpointConventionBuilder)api).Finally(DescribedProblems.Describe);
        return app;
    }

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
