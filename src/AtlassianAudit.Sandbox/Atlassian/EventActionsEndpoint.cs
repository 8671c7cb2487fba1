using System.Text.Json;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary><c>GET /admin/v1/orgs/{orgId}/event-actions</c>: the catalogue of actions, the same for every organization.</summary>
internal static class EventActionsEndpoint
{
    private static readonly byte[] Body = JsonSerializer.SerializeToUtf8Bytes(
        new Catalogue([.. AuditAction.All.Concat(AuditAction.Newer).Select(action => new Item("eventActions", action.Id, new Names(action.DisplayName, [action.Group])))]),
        AtlassianJson.Default.Catalogue);

    public static Task<ApiAnswer> AnswerAsync(HttpContext context, EmulatedOrganization organization) =>
        Task.FromResult(new ApiAnswer(StatusCodes.Status200OK, Body));

    internal sealed record Catalogue(Item[] Data);

    internal sealed record Item(string Type, string Id, Names Attributes);

    internal sealed record Names(string DisplayName, string[] GroupDisplayNames);
}
