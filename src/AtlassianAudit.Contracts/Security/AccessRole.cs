namespace AtlassianAudit.Contracts.Security;

/// <summary>What a management token may do; each role includes the ones before it.</summary>
public enum AccessRole
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Reads, pauses, resumes, polls, rotates keys, backfills and replays.</summary>
    Operator,

    /// <summary>Everything.</summary>
    Admin,
}
