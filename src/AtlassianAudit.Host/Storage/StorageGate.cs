namespace AtlassianAudit.Host.Storage;

/// <summary>
/// One storage call at a time, off the grain scheduler: Microsoft.Data.Sqlite is synchronous, and sleeps its thread while another writer holds the file.
/// With one caller it also writes more than twice as fast as with many.
/// </summary>
internal sealed class StorageGate
{
    private readonly SemaphoreSlim _one = new(1);

    public async Task PassAsync(Func<Task> call)
    {
        await _one.WaitAsync();
        try
        {
            await Task.Run(call);
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task<T> PassAsync<T>(Func<Task<T>> call)
    {
        await _one.WaitAsync();
        try
        {
            return await Task.Run(call);
        }
        finally
        {
            _one.Release();
        }
    }
}
