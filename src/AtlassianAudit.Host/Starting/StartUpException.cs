namespace AtlassianAudit.Host.Starting;

/// <summary>The collector cannot start; the message is one sentence that says what to do.</summary>
internal sealed class StartUpException(string message) : Exception(message);
