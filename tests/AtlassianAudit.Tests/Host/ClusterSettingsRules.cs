using AtlassianAudit.Host.Security;
using AtlassianAudit.Host.Starting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AtlassianAudit.Tests.Host;

public sealed class ClusterSettingsRules
{
    private static readonly (string Key, string Value)[] Complete =
    [
        ("Orleans:Clustering:ProviderType", "Redis"), ("Orleans:Clustering:ConnectionString", "127.0.0.1:1"),
        ("Orleans:GrainStorage:audit:ProviderType", "Redis"), ("Orleans:GrainStorage:audit:ConnectionString", "127.0.0.1:1"),
        ("Orleans:Reminders:ProviderType", "Redis"), ("Orleans:Reminders:ConnectionString", "127.0.0.1:1"),
    ];

    [Fact]
    public void A_complete_cluster_is_fine() => ClusterProviders.Check(Settings(Complete));

    [Theory]
    [InlineData("Orleans:Clustering:ConnectionString")]
    [InlineData("Orleans:GrainStorage:audit:ConnectionString")]
    [InlineData("Orleans:GrainStorage:audit:ProviderType")]
    [InlineData("Orleans:Reminders:ProviderType")]
    public void What_is_missing_of_a_cluster_is_named(string missing)
    {
        var error = Assert.Throws<StartUpException>(() => ClusterProviders.Check(Settings([.. Complete.Where(setting => setting.Key != missing)])));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_without_a_certificate_does_not_start_unless_it_is_told_to()
    {
        // Redis' client connects in the background where it is told so.
        (string, string)[] settings = [.. Complete.Where(setting => setting.Key != "Orleans:GrainStorage:audit:ConnectionString"), ("Orleans:GrainStorage:audit:ConnectionString", "127.0.0.1:1,abortConnect=false,connectTimeout=1")];
        var error = Assert.Throws<StartUpException>(() => new ServiceCollection().AddKeyRing(Settings(settings), null));
        Assert.Contains("Secrets:CertificatePath", error.Message, StringComparison.Ordinal);
        new ServiceCollection().AddKeyRing(Settings([.. settings, ("Secrets:AllowUnprotectedKeyRing", "true")]), null);
    }

    [Fact]
    public void A_certificate_that_cannot_be_read_is_named()
    {
        using var data = DataDirectory.Open(Directory.CreateTempSubdirectory("atlassian-audit-ring-").FullName);
        var error = Assert.Throws<StartUpException>(() => new ServiceCollection().AddKeyRing(Settings([("Secrets:CertificatePath", "/nowhere.pfx")]), data));
        Assert.Contains("/nowhere.pfx", error.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Settings((string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
