using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Management.Api;

/// <summary>Sees to it that every error leaves as problem+json, whoever made it and whatever the client says it accepts.</summary>
internal sealed partial class ProblemResponses(RequestDelegate next, ILogger<ProblemResponses> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await WriteAsync(context, Explain(context, exception));
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            await WriteAsync(context, OfFramework(context));
    }

    /// <summary>What the framework answered with a status alone.</summary>
    private static ApiProblem OfFramework(HttpContext context) =>
        (context.Response.StatusCode == StatusCodes.Status400BadRequest ? UnreadParameters.Explain(context) : null) ?? ApiProblem.ForStatus(context.Response.StatusCode);

    private ApiProblem Explain(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case ApiProblemException { Problem: var problem }:
                return problem;
            case BadHttpRequestException { StatusCode: var status and not 400 }:
                return ApiProblem.ForStatus(status);
            case BadHttpRequestException:
                return UnreadParameters.Explain(context) ?? new ApiProblem(400, "invalid_request", exception.Message);
            case TimeoutException or SiloUnavailableException or OrleansMessageRejectionException:
                LogUnavailable(exception, context.Request.Method, context.Request.Path);
                return ApiProblem.ForStatus(503);
            default:
                LogBroken(exception, context.Request.Method, context.Request.Path);
                return ApiProblem.ForStatus(500);
        }
    }

    private static Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        context.Response.StatusCode = problem.Status;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : problem.ToResult().ExecuteAsync(context);
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} was not answered by the cluster in time")]
    private partial void LogUnavailable(Exception exception, string method, string path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogBroken(Exception exception, string method, string path);
}
