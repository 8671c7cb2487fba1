using System.Collections.Immutable;
using AtlassianAudit.Contracts.Security;

namespace AtlassianAudit.Host.Security;

/// <summary>The management tokens, as persisted: hashes only.</summary>
[GenerateSerializer, Alias("audit.access-state")]
public sealed record AccessState
{
    [Id(0)] public ImmutableArray<AccessToken> Tokens { get; init; } = [];
}
