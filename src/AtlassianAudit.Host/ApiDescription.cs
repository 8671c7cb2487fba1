using Microsoft.OpenApi;

namespace AtlassianAudit.Host;

/// <summary>What the description of the API says beside its operations: what it is called, and how one signs in.</summary>
internal static class ApiDescription
{
    private const string Scheme = "bearer";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "AtlassianAudit";
            document.AddComponent<IOpenApiSecurityScheme>(Scheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Scheme,
                Description = "A management token; the host prints the administrator's at its first start.",
            });

            // All that is described is below /api, and none of it is open.
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            return Task.CompletedTask;
        }));
}
