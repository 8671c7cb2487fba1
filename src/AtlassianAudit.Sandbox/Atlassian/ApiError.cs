using System.Text.Json;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>An error in Atlassian's own words and shape.</summary>
internal sealed record ApiError(int Status, string Code, string Title, string Detail)
{
    public static readonly ApiError InvalidCursor = new(400, "ADMIN-400-1", "Bad request", "Invalid page cursor.");
    public static readonly ApiError Unauthorized = new(401, "ADMIN-401-1", "Unauthorized", "The API key is missing, expired or revoked.");
    public static readonly ApiError Forbidden = new(403, "ADMIN-403-3", "Forbidden", "The caller is not allowed to manage the organization.");
    public static readonly ApiError NotEntitled = new(403, "ADMIN-403-1", "Forbidden", "Audit Log Entitlement validation failed");
    public static readonly ApiError OrganizationNotFound = new(404, "ADMIN-404-2", "Not found", "Organization not found.");
    public static readonly ApiError RateLimited = new(429, "ADMIN-429-1", "Too many requests", "Rate limit exceeded.");
    public static readonly ApiError ServerError = new(500, "ADMIN-500-1", "Internal server error", "An unexpected error occurred.");

    public static ApiError InvalidLimit(string limit) =>
        new(400, "ADMIN-400-2", "Bad request", $"limit must be between 1 and {EventQuery.MaximumLimit}, not '{limit}'.");

    public static ApiError InvalidTime(string parameter) =>
        new(400, "ADMIN-400-3", "Bad request", $"{parameter} must be a time in milliseconds since 1970-01-01T00:00:00Z.");

    public static ApiError InvalidSortOrder(string order) =>
        new(400, "ADMIN-400-4", "Bad request", $"sortOrder must be asc or desc, not '{order}'.");

    public byte[] ToBody()
    {
        var error = new ErrorBody(Guid.NewGuid().ToString(), $"{Status}", Code, Title, Detail);
        return JsonSerializer.SerializeToUtf8Bytes(new ErrorsBody([error]), AtlassianJson.Default.ErrorsBody);
    }

    internal sealed record ErrorsBody(ErrorBody[] Errors);

    internal sealed record ErrorBody(string Id, string Status, string Code, string Title, string Detail);
}
