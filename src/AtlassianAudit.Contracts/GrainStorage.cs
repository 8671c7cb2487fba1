namespace AtlassianAudit.Contracts;

/// <summary>Names under which configuration binds Orleans storage (<c>Orleans:GrainStorage:&lt;name&gt;</c>).</summary>
public static class GrainStorage
{
    /// <summary>The one store of all grains.</summary>
    public const string Name = "audit";
}
