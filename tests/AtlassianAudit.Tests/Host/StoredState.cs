using AtlassianAudit.Host.Starting;
using AtlassianAudit.Host.Storage;
using Microsoft.Data.Sqlite;

namespace AtlassianAudit.Tests.Host;

/// <summary>The statements that Orleans' AdoNet providers run, on a real file.</summary>
public sealed class StoredState : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("atlassian-audit-state-").FullName;
    private readonly SqliteConnection _connection;

    public StoredState()
    {
        SqliteStore.Prepare(_directory);
        _connection = new SqliteConnection(SqliteStore.ConnectionString(_directory));
        _connection.Open();
    }

    public void Dispose()
    {
        _connection.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void A_stale_writer_is_fenced()
    {
        Assert.Equal(1L, Write(version: null, "a"));
        Assert.Equal(2L, Write(version: 1, "b"));
        Assert.Null(Write(version: 1, "stale"));
        Assert.Null(Write(version: null, "second first"));
        Assert.Equal("b", Read());
    }

    [Fact]
    public void A_writer_of_what_was_never_there_is_fenced() => Assert.Null(Write(version: 5, "a"));

    [Fact]
    public void A_cleared_state_keeps_its_version_so_that_nobody_comes_back_from_before()
    {
        Write(version: null, "a");
        Assert.Equal(2L, Run("ClearStorageKey", ("GrainStateVersion", 1)));
        Assert.Null(Run("ClearStorageKey", ("GrainStateVersion", 1)));
        Assert.Null(Write(version: 1, "stale"));
        Assert.Equal(3L, Write(version: 2, "b"));
    }

    [Fact]
    public void Grains_with_the_same_numbers_and_other_names_are_told_apart()
    {
        Write(version: null, "a", extension: "x");
        Assert.Equal(1L, Write(version: null, "b", extension: "y"));
        Assert.Equal(1L, Write(version: null, "c", extension: null));
        Assert.Equal("a", Read("x"));
    }

    [Fact]
    public void Applying_the_schema_again_keeps_what_is_stored()
    {
        Write(version: null, "a");
        SqliteStore.Prepare(_directory);
        Assert.Equal("a", Read());
    }

    [Fact]
    public void The_file_survives_its_writer() => Assert.Equal("wal", Scalar("PRAGMA journal_mode;"));

    [Fact]
    public void A_second_host_on_the_same_directory_is_told_so()
    {
        using var first = DataDirectory.Open(Path.Combine(_directory, "data"));
        Assert.Contains("Another collector", Assert.Throws<StartUpException>(() => DataDirectory.Open(first.Path)).Message, StringComparison.Ordinal);
    }

    private object? Write(int? version, string payload, string? extension = "x") => Run(
        "WriteToStorageKey", extension, ("GrainStateVersion", version), ("PayloadBinary", System.Text.Encoding.UTF8.GetBytes(payload)));

    private string? Read(string? extension = "x") => Run("ReadFromStorageKey", extension) is byte[] payload ? System.Text.Encoding.UTF8.GetString(payload) : null;

    private object? Run(string key, params (string Name, object? Value)[] parameters) => Run(key, "x", parameters);

    private object? Run(string key, string? extension, params (string Name, object? Value)[] parameters)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = (string)Scalar($"SELECT QueryText FROM OrleansQuery WHERE QueryKey = '{key}';")!;
        foreach (var (name, value) in parameters.Concat(
            [("ServiceId", "s"), ("GrainTypeString", "t"), ("GrainIdN0", 0L), ("GrainIdN1", 0L), ("GrainIdHash", 1), ("GrainTypeHash", 1), ("GrainIdExtensionString", extension)]))
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command.ExecuteScalar();
    }

    private object? Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
