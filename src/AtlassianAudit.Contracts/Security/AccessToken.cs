namespace AtlassianAudit.Contracts.Security;

/// <summary>A management token as it is stored: its hash, never the token.</summary>
/// <param name="Id">Stable id, safe to show.</param>
/// <param name="Name">The operator's name for it.</param>
/// <param name="Hash">Lower-case hexadecimal SHA-256 of the token.</param>
/// <param name="Role">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
[GenerateSerializer, Immutable, Alias("audit.access-token")]
public sealed record AccessToken(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Hash,
    [property: Id(3)] AccessRole Role,
    [property: Id(4)] DateTimeOffset CreatedAt);
