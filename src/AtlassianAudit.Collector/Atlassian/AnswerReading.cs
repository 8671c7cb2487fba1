using System.Net;
using System.Net.Http.Headers;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>What an answer without a page means. Told by the body before the status where both speak. Pure.</summary>
internal static class AnswerReading
{
    private const string CursorCode = "ADMIN-400-1";

    public static PageResult Read(
        HttpStatusCode status, HttpResponseHeaders headers, ReadOnlySpan<byte> body, AtlassianRequest request, DateTimeOffset now, double jitter)
    {
        var error = ErrorBody.Read(body);
        var answer = $"{(int)status}{(error.Code is { } code ? $" {code}" : "")}{(error.Detail.Length > 0 ? $": {error.Detail}" : "")}";
        if (error.NotEntitled)
            return new PageResult.NotEntitled(
                $"Atlassian shows this organization no audit log ({answer}). It needs Atlassian Guard; once it has it, collecting goes on by itself.");

        return (int)status switch
        {
            400 when error.Code == CursorCode && request is EventsRequest { Cursor: not null } => new PageResult.CursorRejected($"Atlassian rejected the cursor ({answer})."),
            401 => new PageResult.KeyRejected(
                $"Atlassian rejects the API key ({answer}): it is expired, revoked, or lacks the scope read:events:admin. Create a new one in "
                + "admin.atlassian.com under Settings, API keys, and set it as the organization's apiKey; collecting goes on where it stopped."),
            403 => new PageResult.Forbidden(
                $"Atlassian forbids this key the organization ({answer}): whoever created the key is no organization administrator any more, "
                + "or the organization id belongs to another organization. Check both."),
            404 => new PageResult.NotFound($"Atlassian knows no organization {request.OrganizationId} ({answer}). Check the organization id and the baseUrl."),
            429 => new PageResult.Throttled(
                RateLimitHeaders.RetryAt(headers, now, jitter), RateLimitHeaders.Scope(headers), $"Atlassian limits the requests ({answer}); goes on by itself."),
            >= 300 and < 400 => new PageResult.Failed(
                $"Atlassian redirects to {(headers.Location is { IsAbsoluteUri: true } location ? location.GetLeftPart(UriPartial.Authority) : "another place")} ({answer}), where no key is sent. Check the baseUrl."),
            _ => new PageResult.Failed($"Atlassian answered {answer}; the same place is asked for again."),
        };
    }
}
