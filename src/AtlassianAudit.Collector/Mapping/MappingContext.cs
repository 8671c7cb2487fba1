using System.Collections.Immutable;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>What the collector knows about an organization and its events do not say.</summary>
internal sealed record MappingContext
{
    public static readonly ImmutableArray<string> DefaultTags = ["forwarded", "atlassian_cloud-audit"];

    public string OrganizationId { get; init; } = "";
    public string OrganizationName { get; init; } = "";
    public string Tenant { get; init; } = "";
    public string Namespace { get; init; } = "default";

    /// <summary>What its actions mean.</summary>
    public ActionCatalogue Actions { get; init; } = ActionCatalogue.TableOnly;

    /// <summary>In place of <see cref="DefaultTags"/>.</summary>
    public ImmutableArray<string>? Tags { get; init; }

    /// <summary>Keep the event's own bytes in <c>event.original</c>, with the tag that lets Fleet's final pipeline keep them, too.</summary>
    public bool PreserveOriginal { get; init; }

    /// <summary>Knows where addresses are and whose; null = nobody does. No document's id depends on it.</summary>
    public IAddressBook? Addresses { get; init; }
}
