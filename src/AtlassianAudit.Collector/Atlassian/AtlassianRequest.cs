namespace AtlassianAudit.Collector.Atlassian;

/// <summary>One request about one organization.</summary>
/// <param name="BaseUrl">Base address of the API.</param>
/// <param name="OrganizationId">Atlassian's id of the organization.</param>
/// <param name="Resource">The last segment of the path.</param>
internal abstract record AtlassianRequest(Uri BaseUrl, string OrganizationId, string Resource)
{
    /// <summary>What Atlassian limits to 50 requests a minute: scheme, host and concrete path.</summary>
    public string Path { get; } =
        $"{BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/')}/admin/v1/orgs/{System.Uri.EscapeDataString(OrganizationId)}/{Resource}";

    public virtual Uri Uri => new(Path);
}

/// <summary>Asks for the catalogue of the organization's actions, which depends on its licence. Its answer is a page of them.</summary>
internal sealed record ActionsRequest(Uri BaseUrl, string OrganizationId) : AtlassianRequest(BaseUrl, OrganizationId, "event-actions");
