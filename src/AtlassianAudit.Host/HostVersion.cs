using System.Reflection;

namespace AtlassianAudit.Host;

/// <summary>The version of this build.</summary>
internal static class HostVersion
{
    public static string Text { get; } = typeof(HostVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
