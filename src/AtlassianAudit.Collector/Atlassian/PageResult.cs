using AtlassianAudit.Contracts.ApiUsers;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>What Atlassian answered: a closed union. Reasons are sentences for the operator and say what to do.</summary>
internal abstract record PageResult
{
    private PageResult()
    {
    }

    public sealed record Page(AuditPage Content) : PageResult;

    /// <summary>429.</summary>
    public sealed record Throttled(DateTimeOffset RetryAt, ThrottleScope Scope, string Reason) : PageResult;

    /// <summary>400 <c>ADMIN-400-1</c> to a request with a cursor.</summary>
    public sealed record CursorRejected(string Reason) : PageResult;

    /// <summary>401.</summary>
    public sealed record KeyRejected(string Reason) : PageResult;

    /// <summary>403.</summary>
    public sealed record Forbidden(string Reason) : PageResult;

    /// <summary>No Guard licence, whatever the status.</summary>
    public sealed record NotEntitled(string Reason) : PageResult;

    /// <summary>404.</summary>
    public sealed record NotFound(string Reason) : PageResult;

    /// <summary>A page of more bytes than are read: fewer events, at the same place.</summary>
    public sealed record TooLarge(string Reason) : PageResult;

    /// <summary>Anything else, an answer that cannot be read and no answer at all included: the same place again, later.</summary>
    public sealed record Failed(string Reason) : PageResult;
}
