using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AtlassianAudit.Management.Api;

/// <summary>An error as <c>application/problem+json</c> (RFC 9457), with a code that stays.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Detail">One sentence for people: what is wrong and what to do.</param>
/// <param name="Errors">Where several members are wrong: by member, one sentence each.</param>
internal sealed record ApiProblem(
    int Status,
    string Code,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null)
{
    public string Type => $"https://httpstatuses.io/{Status}";

    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    public static ApiProblem NotFound(string what) => new(StatusCodes.Status404NotFound, "not_found", what);

    public static ApiProblem Invalid(IReadOnlyDictionary<string, string[]> errors) => new(
        StatusCodes.Status400BadRequest,
        "validation_failed",
        string.Join(" ", errors.SelectMany(error => error.Value.Select(sentence => $"{error.Key} {sentence}."))),
        errors);

    /// <summary>For statuses that the framework sets without a body.</summary>
    public static ApiProblem ForStatus(int status) => status switch
    {
        400 => new(status, "invalid_request", "A parameter of the request cannot be read; /docs says what it takes."),
        401 => new(status, "unauthorized", "Send Authorization: Bearer <token> with a management token; the host printed the administrator's at its first start."),
        403 => new(status, "forbidden", "The role of this token does not allow it."),
        404 => new(status, "not_found", "There is nothing at this address; /docs lists what there is."),
        405 => new(status, "method_not_allowed", "This address does not take this method; the Allow header lists what it takes."),
        413 => new(status, "body_too_large", $"The body is larger than {ManagementRegistration.LargestBody / 1024} KiB."),
        415 => new(status, "unsupported_media_type", "Send the body as application/json."),
        503 => new(status, "unavailable", "The cluster did not answer in time; try again."),
        500 => new(status, "internal_error", "Something broke here; the log says what."),
        _ => new(status, "error", ReasonPhrases.GetReasonPhrase(status)),
    };

    /// <summary>This problem as the answer of an endpoint.</summary>
    public IResult ToResult() => TypedResults.Json(this, ApiJson.Readable.ApiProblem, "application/problem+json", Status);
}

/// <summary>Ends a request with a problem, from where no result can be returned.</summary>
internal sealed class ApiProblemException(ApiProblem problem) : Exception(problem.Detail)
{
    public ApiProblem Problem => problem;
}
