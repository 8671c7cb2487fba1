using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AtlassianAudit.Host.Security;
using AtlassianAudit.Host.Starting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

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
    [InlineData("Orleans:Clustering:ProviderType")]
    public void What_is_missing_of_a_cluster_is_named(string missing)
    {
        var error = Assert.Throws<StartUpException>(() => ClusterProviders.Check(Settings([.. Complete.Where(setting => setting.Key != missing)])));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_goes_by_its_other_name_and_by_a_named_connection_too() => ClusterProviders.Check(Settings(
    [
        .. Complete.Where(setting => setting.Key.EndsWith("ProviderType", StringComparison.Ordinal)).SelectMany(setting =>
            new[] { (setting.Key, "AzureRedisCache"), (setting.Key.Replace("ProviderType", "ConnectionName", StringComparison.Ordinal), "shared") }),
        ("ConnectionStrings:shared", "127.0.0.1:1"),
    ]));

    [Fact]
    public void A_connection_string_that_cannot_be_read_is_named()
    {
        var settings = Complete.Append(("Secrets:AllowUnprotectedKeyRing", "true")).Where(setting => setting.Item1 != "Orleans:GrainStorage:audit:ConnectionString")
            .Append(("Orleans:GrainStorage:audit:ConnectionString", "127.0.0.1:1,pasword=secret"));
        var error = Assert.Throws<StartUpException>(() => new ServiceCollection().AddKeyRing(Settings([.. settings]), null));
        Assert.Contains("pasword", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ProbeTimeout", "00:00:10", false)]
    [InlineData("MinProbeTimeout", "00:00:05", false)]
    [InlineData("ProbeTimeout", "2", false)]
    [InlineData("ProbTimeout", "00:00:02", false)]
    [InlineData("ProbeTimeout", "00:00:02.5", true)]
    public void Probes_that_would_never_notice_a_death_stop_the_start(string name, string value, bool fine)
    {
        using var services = new ServiceCollection().AddSingleton(Settings([($"Orleans:ClusterMembership:{name}", value)])).AddClusterTuning().BuildServiceProvider();
        var error = Record.Exception(() => services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value);
        Assert.Equal(fine, error is null);
        if (!fine)
            Assert.Contains(name == "ProbTimeout" ? name : "Orleans:ClusterMembership", StartUpErrors.Explain(error!), StringComparison.Ordinal);
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

    [Theory]
    [InlineData("ServiceKey", "", "Orleans:Clustering:ServiceKey is missing")]
    [InlineData("ServiceKey", "other", "Orleans:Clustering:ServiceKey is other")]
    [InlineData("AzureStorage:TableServiceUri", "", "AzureStorage:TableServiceUri is no address")]
    [InlineData("AzureStorage:BlobServiceUri", "nonsense", "AzureStorage:BlobServiceUri is no address")]
    public void What_is_missing_of_Azure_is_named(string key, string value, string said)
    {
        var settings = Azure();
        settings[key == "ServiceKey" ? "Orleans:Clustering:ServiceKey" : key] = value;
        var error = Assert.Throws<StartUpException>(() => ClusterProviders.Check(Settings([.. settings.Select(pair => (pair.Key, pair.Value))])));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureStorage:ConnectionString")]
    [InlineData("AzureStorage:TableServiceUri")]
    public void Azure_takes_an_identity_or_a_connection_string(string kept)
    {
        var settings = Azure();
        if (kept == "AzureStorage:ConnectionString")
            settings = settings.Where(pair => !pair.Key.StartsWith("AzureStorage", StringComparison.Ordinal)).Append(new(kept, "UseDevelopmentStorage=true")).ToDictionary();
        ClusterProviders.Check(Settings([.. settings.Select(pair => (pair.Key, pair.Value))]));
    }

    [Fact]
    public void A_ring_under_another_certificate_stops_the_start()
    {
        using var data = DataDirectory.Open(Directory.CreateTempSubdirectory("atlassian-audit-ring-").FullName);
        var (own, other) = (Certificate(data.Path, "own"), Certificate(data.Path, "other"));
        using (var made = Ring(data, own))
        {
            KeyRing.Check(made);
            made.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("secret");
        }

        using (var again = Ring(data, own))
            KeyRing.Check(again);
        using var wrong = Ring(data, other);
        Assert.Contains("another certificate", Assert.Throws<StartUpException>(() => KeyRing.Check(wrong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_certificate_takes_the_place_of_the_one_before_it()
    {
        using var data = DataDirectory.Open(Directory.CreateTempSubdirectory("atlassian-audit-ring-").FullName);
        var (before, now) = (Certificate(data.Path, "before"), Certificate(data.Path, "now"));
        string secret;
        using (var made = Ring(data, before))
            secret = made.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("secret");
        using var renewed = Ring(data, now, before);
        KeyRing.Check(renewed);
        Assert.Equal("secret", renewed.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(secret));
    }

    [Fact]
    public void A_certificate_without_its_key_is_named()
    {
        using var data = DataDirectory.Open(Directory.CreateTempSubdirectory("atlassian-audit-ring-").FullName);
        using var whole = X509CertificateLoader.LoadPkcs12FromFile(Certificate(data.Path, "whole"), null);
        using var half = X509CertificateLoader.LoadCertificate(whole.RawData);
        var path = Path.Combine(data.Path, "half.pfx");
        File.WriteAllBytes(path, half.Export(X509ContentType.Pkcs12));
        var error = Assert.Throws<StartUpException>(() => new ServiceCollection().AddKeyRing(Settings([("Secrets:CertificatePath", path)]), data));
        Assert.Contains("private key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_cannot_be_read_is_named()
    {
        using var data = DataDirectory.Open(Directory.CreateTempSubdirectory("atlassian-audit-ring-").FullName);
        var error = Assert.Throws<StartUpException>(() => new ServiceCollection().AddKeyRing(Settings([("Secrets:CertificatePath", "/nowhere.pfx")]), data));
        Assert.Contains("/nowhere.pfx", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Azure()
    {
        var settings = new Dictionary<string, string>
        {
            ["AzureStorage:TableServiceUri"] = "https://account.table.core.windows.net",
            ["AzureStorage:BlobServiceUri"] = "https://account.blob.core.windows.net",
        };
        foreach (var section in new[] { ClusterProviders.Clustering, ClusterProviders.Storage, ClusterProviders.Reminders })
            (settings[$"{section}:ProviderType"], settings[$"{section}:ServiceKey"]) = ("AzureTableStorage", "audit");
        return settings;
    }

    private static ServiceProvider Ring(DataDirectory data, string certificate, string previous = "") => new ServiceCollection()
        .AddLogging().AddKeyRing(Settings([("Secrets:CertificatePath", certificate), ("Secrets:PreviousCertificatePath", previous)]), data).BuildServiceProvider();

    private static string Certificate(string directory, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var path = Path.Combine(directory, $"{name}.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12));
        return path;
    }

    private static IConfiguration Settings((string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
