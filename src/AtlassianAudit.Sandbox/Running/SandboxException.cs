namespace AtlassianAudit.Sandbox.Running;

/// <summary>Something that this machine lacks; the message says what to do.</summary>
internal sealed class SandboxException(string message) : Exception(message);
