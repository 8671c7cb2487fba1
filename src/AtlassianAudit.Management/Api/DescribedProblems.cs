using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace AtlassianAudit.Management.Api;

/// <summary>Says in the API description with which problems an endpoint may answer, by what it takes; what is special to one is in its detail.</summary>
internal static class DescribedProblems
{
    public static void Describe(EndpointBuilder endpoint)
    {
        var path = endpoint is RouteEndpointBuilder route ? route.RoutePattern.Parameters : [];
        if (endpoint.Metadata.Any(metadata => metadata is IAcceptsMetadata || (metadata is IParameterBindingMetadata parameter && IsSent(parameter) && path.All(part => part.Name != parameter.Name))))
            Add(endpoint, StatusCodes.Status400BadRequest);
        Add(endpoint, StatusCodes.Status401Unauthorized);
        Add(endpoint, StatusCodes.Status403Forbidden);
        if (path.Count > 0)
            Add(endpoint, StatusCodes.Status404NotFound);
    }

    /// <summary>What else a handler takes is the application's own.</summary>
    private static bool IsSent(IParameterBindingMetadata parameter) =>
        parameter.ParameterInfo.ParameterType is var type && (type == typeof(string) || type == typeof(int?) || type == typeof(bool?));

    private static void Add(EndpointBuilder endpoint, int status) =>
        endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ApiProblem), ["application/problem+json"]));
}
