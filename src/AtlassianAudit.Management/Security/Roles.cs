using AtlassianAudit.Contracts.Security;
using Microsoft.AspNetCore.Authorization;

namespace AtlassianAudit.Management.Security;

/// <summary>The three roles as authorization policies; each includes the ones before it.</summary>
internal static class Roles
{
    public const string Viewer = "viewer";
    public const string Operator = "operator";
    public const string Admin = "admin";

    public static void AddTo(AuthorizationOptions options)
    {
        options.AddPolicy(Viewer, policy => policy.RequireRole(Viewer, Operator, Admin));
        options.AddPolicy(Operator, policy => policy.RequireRole(Operator, Admin));
        options.AddPolicy(Admin, policy => policy.RequireRole(Admin));
    }

    public static string Name(AccessRole role) => role switch
    {
        AccessRole.Admin => Admin,
        AccessRole.Operator => Operator,
        _ => Viewer,
    };
}
