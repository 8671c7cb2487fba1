namespace AtlassianAudit.Contracts.ApiUsers;

/// <summary>Key of the <see cref="IApiUserGrain"/> that paces an organization.</summary>
public static class ApiUserKey
{
    /// <summary>The user's name; the organization's id where it is a user of its own. A blank name, which earlier versions stored, can be nobody's key.</summary>
    public static string Of(string? apiUser, string organizationId) => string.IsNullOrWhiteSpace(apiUser) ? organizationId : apiUser;
}
