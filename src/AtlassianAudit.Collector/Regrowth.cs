namespace AtlassianAudit.Collector;

/// <summary>How what was made smaller because something was too large grows again: by a twentieth each time, for it may have been one thing only.</summary>
internal static class Regrowth
{
    private const int Share = 20;

    public static int Of(int size) => size + Math.Max(1, size / Share);
}
