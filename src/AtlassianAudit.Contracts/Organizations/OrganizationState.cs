namespace AtlassianAudit.Contracts.Organizations;

/// <summary>What an organization is doing, in the operator's words.</summary>
public enum OrganizationState
{
    /// <summary>Polls and delivers.</summary>
    Active,

    /// <summary>Stopped by an operator.</summary>
    Paused,

    /// <summary>Atlassian answered 429; goes on by itself.</summary>
    Throttled,

    /// <summary>401: the key is expired, revoked, or lacks <c>read:events:admin</c>.</summary>
    KeyRejected,

    /// <summary>403: the key's creator is no organization administrator, or the organization id is wrong.</summary>
    Forbidden,

    /// <summary>No Atlassian Guard entitlement for the audit log.</summary>
    NotEntitled,

    /// <summary>404: Atlassian knows no such organization.</summary>
    NotFound,

    /// <summary>Elasticsearch is down or refuses.</summary>
    DestinationUnavailable,

    /// <summary>Anything else, with the last error.</summary>
    Failing,
}
