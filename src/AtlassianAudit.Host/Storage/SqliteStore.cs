using System.Reflection;
using Microsoft.Data.Sqlite;

namespace AtlassianAudit.Host.Storage;

/// <summary>The database of one machine: where it is, and what has to be in it before the silo starts.</summary>
internal static class SqliteStore
{
    private const string FileName = "state.db";

    public static string ConnectionString(string directory) => new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(directory, FileName),
        Mode = SqliteOpenMode.ReadWriteCreate,
        Cache = SqliteCacheMode.Private,
        DefaultTimeout = 30,
    }.ToString();

    /// <summary>
    /// Write-ahead logging survives kill -9 at any moment, and lets readers pass a writer. It is a property of the file, and cannot be set once the silo
    /// has it open.
    /// </summary>
    public static void Prepare(string directory)
    {
        using var connection = new SqliteConnection(ConnectionString(directory));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL;";
        command.ExecuteNonQuery();
        command.CommandText = Schema();
        command.ExecuteNonQuery();
    }

    private static string Schema()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("schema.sql")
            ?? throw new InvalidOperationException("The resource schema.sql is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
