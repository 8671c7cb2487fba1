using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;
using AtlassianAudit.Management.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AtlassianAudit.Management.Api;

/// <summary>An organization's history: <c>/backfills</c>, <c>/reconciliations</c> and <c>/dead-letters</c>.</summary>
internal static class HistoryApi
{
    private const int DefaultLimit = 100;
    private const int MostAtOnce = 500;

    public static void MapHistory(this IEndpointRouteBuilder api)
    {
        var organization = api.MapGroup("/organizations/{organizationId}").WithTags("History");
        organization.MapJobs("/backfills", HistoryJobKind.Backfill, BackfillView.Of, jobs => new BackfillPage(jobs));
        organization.MapJobs("/reconciliations", HistoryJobKind.Reconciliation, ReconciliationView.Of, jobs => new ReconciliationPage(jobs));
        organization.MapGet("/dead-letters", ListDeadLettersAsync).RequireAuthorization(Roles.Viewer).Produces<DeadLetterListing>();
        organization.MapPost("/dead-letters/replay", ReplayAsync).RequireAuthorization(Roles.Operator).Produces<BackfillView>(StatusCodes.Status202Accepted);
        organization.MapGet("/dead-letters/replay", ShowReplayAsync).RequireAuthorization(Roles.Viewer).Produces<BackfillView>();
    }

    private static void MapJobs<TView, TPage>(
        this IEndpointRouteBuilder organization, string path, HistoryJobKind kind, Func<HistoryJob, TView> show, Func<IReadOnlyList<TView>, TPage> list)
    {
        organization.MapPost(path, (string organizationId, Body<HistoryBody> body, IGrainFactory grains, TimeProvider time) =>
        {
            body.Content.Check(body.Errors, time.GetUtcNow());
            return body.Errors.Any
                ? Task.FromResult(body.Errors.ToProblem().ToResult())
                : StartAsync(organizationId, new HistoryRequest(kind, body.Content.From, body.Content.To), job => $"{path}/{job.Number}", show, grains);
        }).RequireAuthorization(Roles.Operator).Produces<TView>(StatusCodes.Status202Accepted);
        organization.MapGet(path, async (string organizationId, IGrainFactory grains) =>
            Show(list([.. (await JobsAsync(organizationId, kind, grains)).Select(show)]))).RequireAuthorization(Roles.Viewer).Produces<TPage>();
        organization.MapGet(path + "/{n:int}", async (string organizationId, int n, IGrainFactory grains) =>
            (await JobsAsync(organizationId, kind, grains)).FirstOrDefault(job => job.Number == n) is { } job ? Show(show(job)) : Missing(organizationId, kind, n))
            .RequireAuthorization(Roles.Viewer).Produces<TView>();
        organization.MapDelete(path + "/{n:int}", async (string organizationId, int n, IGrainFactory grains) =>
            await OrganizationsApi.Grain(organizationId, grains).EndJobAsync(kind, n) ? TypedResults.NoContent() : Missing(organizationId, kind, n))
            .RequireAuthorization(Roles.Operator).Produces(StatusCodes.Status204NoContent);
    }

    private static Task<IResult> ReplayAsync(string organizationId, IGrainFactory grains) =>
        StartAsync(organizationId, new HistoryRequest(HistoryJobKind.Replay, null, null), _ => "/dead-letters/replay", BackfillView.Of, grains);

    private static async Task<IResult> ShowReplayAsync(string organizationId, IGrainFactory grains) =>
        await JobsAsync(organizationId, HistoryJobKind.Replay, grains) is [.., var job]
            ? Show(BackfillView.Of(job))
            : ApiProblem.NotFound($"The dead letters of organization {organizationId} were never replayed.").ToResult();

    private static async Task<IResult> StartAsync<TView>(
        string organizationId, HistoryRequest request, Func<HistoryJob, string> path, Func<HistoryJob, TView> show, IGrainFactory grains) =>
        await OrganizationsApi.Grain(organizationId, grains).StartJobAsync(request) switch
        {
            null => OrganizationsApi.Missing(organizationId),
            { Job: { } job } => new Accepted<TView>($"/api/v1/organizations/{organizationId}{path(job)}", show(await WithReasonAsync(organizationId, job, grains))),
            var refused => new ApiProblem(StatusCodes.Status409Conflict, refused.TooMany ? "too_many_jobs" : "nothing_to_read", refused.Problem!).ToResult(),
        };

    /// <summary>Why a job waits is known to the list alone.</summary>
    private static async Task<HistoryJob> WithReasonAsync(string organizationId, HistoryJob job, IGrainFactory grains) =>
        job with { Reason = (await JobsAsync(organizationId, job.Kind, grains)).FirstOrDefault(listed => listed.Number == job.Number)?.Reason };

    private static async Task<IResult> ListDeadLettersAsync(string organizationId, IGrainFactory grains, HttpRequest http, int? limit, string? after)
    {
        var errors = new BodyErrors();
        QueryRules.CheckNames(errors, http.Query, nameof(limit), nameof(after));
        errors.CheckRange("limit", limit, 1, MostAtOnce);
        errors.Check(after is null || DeadLetterPlace.Parse(after) is not null, "after", "is no 'next' of an earlier answer: take it as it is, or leave it out to begin");
        if (errors.Any)
            return errors.ToProblem().ToResult();
        return await OrganizationsApi.Grain(organizationId, grains).ReadDeadLettersAsync(after, limit ?? DefaultLimit) switch
        {
            null => OrganizationsApi.Missing(organizationId),
            LookResult<DeadLetterPage>.Seen { What: var page } => Show(new DeadLetterListing(page.Items, page.Next)),
            LookResult<DeadLetterPage>.NotAllowed { Reason: var reason } => new ApiProblem(
                StatusCodes.Status409Conflict, "destination_refuses", $"The dead letters cannot be read: {reason}. Grant it and try again.").ToResult(),
            LookResult<DeadLetterPage>.NoAnswer { Reason: var reason } => new ApiProblem(StatusCodes.Status503ServiceUnavailable, "destination_unavailable", reason).ToResult(),
            _ => throw new InvalidOperationException(),
        };
    }

    private static async Task<IReadOnlyList<HistoryJob>> JobsAsync(string organizationId, HistoryJobKind kind, IGrainFactory grains) =>
        await OrganizationsApi.Grain(organizationId, grains).ListJobsAsync(kind)
        ?? throw new ApiProblemException(ApiProblem.NotFound($"There is no organization '{organizationId}'."));

    private static IResult Missing(string organizationId, HistoryJobKind kind, int n) =>
        ApiProblem.NotFound($"Organization {organizationId} has no {kind.ToString().ToLowerInvariant()} {n}.").ToResult();

    private static JsonHttpResult<T> Show<T>(T what) => TypedResults.Json(what, ApiJson.Of<T>());

    /// <summary>202 with the address of what was begun.</summary>
    private sealed class Accepted<T>(string location, T what) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.Headers.Location = location;
            return TypedResults.Json(what, ApiJson.Of<T>(), statusCode: StatusCodes.Status202Accepted).ExecuteAsync(context);
        }
    }
}
