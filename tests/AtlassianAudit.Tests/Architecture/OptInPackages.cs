using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;

namespace AtlassianAudit.Tests.Architecture;

/// <summary>What each opt-in property adds to a build, as MSBuild itself says; the default build has nothing of it.</summary>
public sealed class OptInPackages
{
    private const string Host = "src/AtlassianAudit.Host/AtlassianAudit.Host.csproj", Collector = "src/AtlassianAudit.Collector/AtlassianAudit.Collector.csproj";

    /// <summary>Project, property, the packages and the files that it adds.</summary>
    public static TheoryData<string, string, string[], string[]> OptIns => new()
    {
        {
            Host, "AzureStorage",
            ["Azure.Identity", "Microsoft.Orleans.Clustering.AzureStorage", "Microsoft.Orleans.Persistence.AzureStorage", "Microsoft.Orleans.Reminders.AzureStorage"],
            ["Security/BlobKeyRepository.cs", "Storage/AzureStorageAccount.cs"]
        },
        { Host, "ElasticClient", [], [] },
        { Collector, "AzureStorage", [], [] },
        { Collector, "ElasticClient", ["Elastic.Clients.Elasticsearch"], ["Shipping/Elasticsearch/ElasticClientTransport.cs"] },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(OptIns))]
    public async Task Are_in_the_build_with_their_property_only(string project, string property, string[] packages, string[] files)
    {
        var (without, with) = (await ItemsAsync(project), await ItemsAsync(project, $"-p:{property}=true"));
        Assert.Empty(without.Except(with));
        Assert.Equal(packages.Concat(files).Order(StringComparer.Ordinal), with.Except(without).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Have_their_versions_in_every_build()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToList();
        Assert.All(versions, version => Assert.DoesNotContain(version.AncestorsAndSelf().Attributes(), attribute => attribute.Name == "Condition"));
        Assert.Empty(OptIns.SelectMany(optIn => optIn.Data.Item3).Except(versions.Select(version => version.Attribute("Include")!.Value)));
    }

    private static async Task<IReadOnlyList<string>> ItemsAsync(string project, params string[] properties)
    {
        using var msbuild = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-getItem:PackageReference", "-getItem:Compile", .. properties])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        })!;
        var output = await msbuild.StandardOutput.ReadToEndAsync(Cancellation);
        await msbuild.WaitForExitAsync(Cancellation);
        Assert.True(msbuild.ExitCode == 0, output);
        return [.. JsonElement.Parse(output).GetProperty("Items").EnumerateObject()
            .SelectMany(items => items.Value.EnumerateArray())
            .Select(item => item.GetProperty("Identity").GetString()!.Replace('\\', '/'))];
    }
}
