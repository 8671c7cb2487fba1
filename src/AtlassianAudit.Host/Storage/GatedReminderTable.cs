namespace AtlassianAudit.Host.Storage;

/// <summary>A reminder table behind the <see cref="StorageGate"/>.</summary>
internal sealed class GatedReminderTable(IReminderTable inner, StorageGate gate) : IReminderTable
{
    public Task StartAsync(CancellationToken cancellationToken) => gate.PassAsync(() => inner.StartAsync(cancellationToken));

    public Task<ReminderTableData> ReadRows(GrainId grainId) => gate.PassAsync(() => inner.ReadRows(grainId));

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => gate.PassAsync(() => inner.ReadRows(begin, end));

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => gate.PassAsync(() => inner.ReadRow(grainId, reminderName));

    public Task<string?> UpsertRow(ReminderEntry entry) => gate.PassAsync(() => inner.UpsertRow(entry));

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => gate.PassAsync(() => inner.RemoveRow(grainId, reminderName, eTag));

    public Task TestOnlyClearTable() => gate.PassAsync(inner.TestOnlyClearTable);

    public Task StopAsync(CancellationToken cancellationToken) => gate.PassAsync(() => inner.StopAsync(cancellationToken));
}
