namespace AtlassianAudit.Sandbox.Running;

/// <summary>What the command line asks of a soak.</summary>
/// <param name="For">How long things go wrong; what is left then has to arrive within a few minutes more.</param>
/// <param name="Seed">Which faults come, and in which order.</param>
internal sealed record SoakOptions(TimeSpan For, int Seed);
