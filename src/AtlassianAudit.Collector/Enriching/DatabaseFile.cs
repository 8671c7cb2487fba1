using System.Net;
using AtlassianAudit.Collector.Mapping;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Enriching;

/// <summary>
/// One configured file and the edition of it that is in use. Whatever happens to the file, the last good edition stays in use until a good one takes its
/// place.
/// </summary>
internal sealed partial class DatabaseFile(string name, string path, EnrichingMetrics metrics, ILogger logger) : IDisposable
{
    private AddressDatabase? _current;
    private Stamp? _read;
    private Stamp? _changing;
    private bool _failing;

    /// <summary>The setting that names it.</summary>
    public string Name => name;

    public string Path => path;

    public DateTimeOffset? BuiltAt => Volatile.Read(ref _current)?.BuiltAt;

    /// <summary>What is wrong with the file; null where nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Looks at the file; true when another edition is in use now.</summary>
    public bool Look()
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            var stamp = Stamp.Of(file);
            if (stamp == _read || IsBeingWritten(stamp))
                return false;
            _read = stamp;
            Use(AddressDatabase.Open(file));
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            _read = null;
            Warn("is missing");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _read = null;
            Warn($"cannot be read ({exception.Message})");
        }
        catch (Exception exception)
        {
            // Whatever a reader of foreign bytes throws: they are no database, and are not read again until they change.
            Warn($"is no database in MaxMind's format, or is broken ({exception.Message})");
        }

        return false;
    }

    /// <summary>Never throws: a database that cannot be read at a place says nothing there.</summary>
    public AddressFacts? Find(IPAddress address)
    {
        try
        {
            while (Volatile.Read(ref _current) is { } database)
                if (database.TryFind(address, out var facts))
                    return facts;
        }
        catch (Exception exception)
        {
            metrics.LookUpFailed(name);
            if (!Interlocked.Exchange(ref _failing, true))
                LogFailing(exception, name, path);
        }

        return null;
    }

    public void Dispose() => Interlocked.Exchange(ref _current, null)?.Retire();

    /// <summary>While one edition is in use, the next is read when it has stood still from one look to the next.</summary>
    private bool IsBeingWritten(Stamp stamp)
    {
        if (_current is null || stamp == _changing)
            return false;
        _changing = stamp;
        return true;
    }

    private void Use(AddressDatabase database)
    {
        var former = Interlocked.Exchange(ref _current, database);
        former?.Retire();
        Problem = null;
        _failing = false;
        LogInUse(name, path, database.Type, database.BuiltAt);
    }

    private void Warn(string problem)
    {
        if (Problem == problem)
            return;
        Problem = problem;
        LogProblem(name, path, problem, BuiltAt is { } builtAt ? $"the edition of {builtAt:yyyy-MM-dd} stays in use" : "events go on without it");
    }

    [LoggerMessage(LogLevel.Information, "{Name} is {Path}, a {Type} of {BuiltAt:yyyy-MM-dd}")]
    private partial void LogInUse(string name, string path, string type, DateTimeOffset builtAt);

    [LoggerMessage(LogLevel.Warning, "{Name}: {Path} {Problem}; {Consequence}. Put a good file there, it is noticed within seconds")]
    private partial void LogProblem(string name, string path, string problem, string consequence);

    [LoggerMessage(LogLevel.Warning, "{Name}: {Path} cannot be read for some addresses; events of those go on without it. Put a good file there, it is noticed within seconds")]
    private partial void LogFailing(Exception exception, string name, string path);

    /// <summary>What a file that changed cannot have kept.</summary>
    private sealed record Stamp(DateTime WrittenAt, long Length)
    {
        public static Stamp Of(FileStream file) => new(File.GetLastWriteTimeUtc(file.SafeFileHandle), file.Length);
    }
}
