namespace AtlassianAudit.Sandbox.Running;

/// <summary>What the command line asks of a first run.</summary>
/// <param name="Organizations">How many sample organizations.</param>
/// <param name="EventsPerMinute">New events of each.</param>
/// <param name="Silos">How many collector processes.</param>
/// <param name="KillEvery">Kill one of them so often; null = never.</param>
/// <param name="Port">The collector's port; 0 = a free one.</param>
/// <param name="For">Stop by itself after this time; null = at Ctrl-C.</param>
internal sealed record FirstRunOptions(int Organizations, int EventsPerMinute, int Silos, TimeSpan? KillEvery, int Port, TimeSpan? For);
