using AtlassianAudit.Contracts.Cluster;
using Microsoft.AspNetCore.Http;

namespace AtlassianAudit.Management.Api;

/// <summary>While the silo starts or drains its grains cannot be called: says so at once, instead of letting each request time out.</summary>
internal sealed class ReadySilo(RequestDelegate next, ISilos silos)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (silos.Phase == SiloPhase.Ready || !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            return next(context);
        context.Response.Headers.RetryAfter = "1";
        throw new ApiProblemException(silos.Phase == SiloPhase.Starting
            ? new ApiProblem(StatusCodes.Status503ServiceUnavailable, "starting", "This silo joins its cluster; try again in a moment, or ask another.")
            : new ApiProblem(StatusCodes.Status503ServiceUnavailable, "draining", "This silo was told to end; ask another."));
    }
}
