namespace AtlassianAudit.Host.Starting;

/// <summary>The collector's own directory: made with access for its user only, and locked while the host lives. What keys lie in it is closed to others whoever made it.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    public string KeyRing => System.IO.Path.Combine(Path, "keys");

    /// <exception cref="StartUpException">It cannot be written, or another host has it.</exception>
    public static DataDirectory Open(string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
            throw new StartUpException("DataDirectory must be the path of a directory. Set it to one, or leave it out: the state is kept under ./data then.");
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Create(path);
            var file = System.IO.Path.Combine(path, "host.lock");

            // The operating system lets go of it when the process ends, however it ends.
            var data = new DataDirectory(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            Create(data.KeyRing);
            Close(data.KeyRing);
            return data;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StartUpException($"The directory {path} cannot be written, or what is in it is not this user's own ({exception.Message}). Give this user access to it, or set DataDirectory to another one.");
        }
        catch (IOException exception) when (Directory.Exists(path) && IsTaken(exception))
        {
            throw new StartUpException($"Another collector runs on the directory {path}. Stop it, or set DataDirectory to another one.");
        }
        catch (IOException exception)
        {
            throw new StartUpException($"The directory {path} cannot be used ({exception.Message}). Mend that, or set DataDirectory to another one.");
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>The lock is another process's: a sharing violation, or <c>EWOULDBLOCK</c> of <c>flock</c>.</summary>
    private static bool IsTaken(IOException exception) => OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) == 32 : exception.HResult is 11 or 35;

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }

    /// <summary>What exists is closed to others, too: it may be restored from a backup, or have been made by hand.</summary>
    private static void Close(string path)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != OwnerOnly)
            File.SetUnixFileMode(path, OwnerOnly);
    }
}
