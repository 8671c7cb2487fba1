using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using AtlassianAudit.Host.Starting;

namespace AtlassianAudit.Tests.Host;

/// <summary>The host as a process: what is wrong with its surroundings is one sentence on stderr and exit code 1.</summary>
public sealed class StoppedStarts
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Orleans:Clustering:ProviderType=Redis", "Orleans:Clustering:ConnectionString is missing")]
    [InlineData("Shipping:Transport=Foo", "Shipping:Transport is Foo, and must be one of HttpClient, ElasticClient.")]
    [InlineData("Shipping:Transport=7", "Shipping:Transport must be one of HttpClient, ElasticClient.")]
    [InlineData("DataDirectory=", "DataDirectory must be the path of a directory")]
    [InlineData("Atlassian:BaseURLL=http://127.0.0.1", "not known: 'BaseURLL'")]
    [InlineData("Atlassian:AllowedHosts=a.example", "Write Atlassian:AllowedHosts:0, ")]
    [InlineData("Shipping:LingerMilliseconds=soon", "'Shipping:LingerMilliseconds'")]
    [InlineData("Shipping:Linger=5", "not known: 'Linger'")]
    [InlineData("Enrichment:Database=a.mmdb", "not known: 'Database'")]
    [InlineData("Management:AdminTokens=a", "not known: 'AdminTokens'")]
    [InlineData("Secrets:Certificate=a.pfx", "not known: 'Certificate'")]
    [InlineData("Orleans:Clustering:ProviderType=AzureTableStorage", "-p:AzureStorage=true")]
    [InlineData("Orleans:ClusterMembership:ProbeTimeout=00:10:00", "MaxProbeTimeout")]
    [InlineData("Shipping:Transport=ElasticClient", "-p:ElasticClient=true")]
    [InlineData("Shipping:MaxBytesInFlight=1", "Shipping:MaxBytesInFlight must be")]
    [InlineData("Atlassian:BaseUrl=nonsense", "Atlassian:BaseUrl must be")]
    [InlineData("urls=http://127.0.0.1:99999", "Correct --urls")]
    public async Task A_setting_that_is_wrong_is_named(string setting, string said) => Assert.Contains(said, await StartAsync($"--{setting}"), StringComparison.Ordinal);

    [Fact]
    public async Task A_database_that_is_none_is_named()
    {
        var directory = Directory.CreateTempSubdirectory("atlassian-audit-start-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "state.db"), "This is no database, and long enough to be told from an empty one." + new string('x', 4096), Cancellation);
        Assert.Contains("The database in DataDirectory cannot be used", await StartAsync("--DataDirectory", directory), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Orleans:Endpoints:SiloPort")]
    [InlineData("Orleans:Endpoints:GatewayPort")]
    public async Task A_port_that_another_program_has_is_named(string setting)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        Assert.Contains("Choose others with Orleans:Endpoints:SiloPort", await StartAsync($"--{setting}={((IPEndPoint)other.LocalEndpoint).Port}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_another_collector_has_is_named()
    {
        using var data = DataDirectory.Open(Directory.CreateTempSubdirectory("atlassian-audit-start-").FullName);
        Assert.Contains("Another collector runs", await StartAsync("--DataDirectory", data.Path), StringComparison.Ordinal);
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public void Keys_are_closed_to_other_users_and_a_directory_that_exists_stays_as_it_is()
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var directory = Directory.CreateTempSubdirectory("atlassian-audit-start-").FullName;
        Directory.CreateDirectory(Path.Combine(directory, "keys"));
        File.SetUnixFileMode(directory, Owner | Others);
        File.SetUnixFileMode(Path.Combine(directory, "keys"), Owner | Others);
        using var data = DataDirectory.Open(directory);
        Assert.Equal((Owner | Others, Owner), (File.GetUnixFileMode(directory), File.GetUnixFileMode(data.KeyRing)));
        using var made = DataDirectory.Open(Path.Combine(directory, "made"));
        Assert.Equal(Owner, File.GetUnixFileMode(made.Path));
    }

    /// <summary>Starts it and returns the one line that it says.</summary>
    private static async Task<string> StartAsync(params string[] arguments)
    {
        var directory = Directory.CreateTempSubdirectory("atlassian-audit-start-").FullName;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(StartUpErrors).Assembly.Location, "--urls=http://127.0.0.1:0", $"--DataDirectory={directory}", .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == StartUpErrors.ExitCode, $"{process.ExitCode}: {await error}{await output}");
        return Assert.Single((await error).TrimEnd().Split('\n'));
    }
}
