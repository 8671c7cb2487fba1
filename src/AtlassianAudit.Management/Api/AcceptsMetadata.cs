using Microsoft.AspNetCore.Http.Metadata;

namespace AtlassianAudit.Management.Api;

/// <summary>Says in the API description what a body looks like.</summary>
internal sealed record AcceptsMetadata(IReadOnlyList<string> ContentTypes, Type RequestType) : IAcceptsMetadata
{
    public bool IsOptional => false;
}
