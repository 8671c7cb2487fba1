using System.Xml.Linq;
using AtlassianAudit.Host.Security;
using AtlassianAudit.Sandbox.Running;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AtlassianAudit.Tests.Host;

public sealed class SharedKeyRings : IAsyncLifetime
{
    private readonly RedisServer _server = new(Directory.CreateTempSubdirectory("atlassian-audit-keys-").FullName);
    private ConnectionMultiplexer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync(TestContext.Current.CancellationToken);
        _redis = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public void Of_two_silos_that_both_found_no_key_one_makes_it_and_the_other_finds_it()
    {
        var (one, other) = (Repository(), Repository());
        Assert.Empty(one.GetAllElements());
        Assert.Empty(other.GetAllElements());
        one.StoreElement(new XElement("first"), "1");
        other.StoreElement(new XElement("second"), "2");
        Assert.Equal("first", Assert.Single(other.GetAllElements()).Name);
        other.StoreElement(new XElement("next"), "3");
        Assert.Equal(["first", "next"], one.GetAllElements().Select(element => element.Name.LocalName));
    }

    [Fact]
    public void Silos_that_start_together_read_what_each_other_protects()
    {
        List<ServiceProvider> silos = [.. Enumerable.Range(0, 8).Select(_ => Silo())];
        var secrets = new string[silos.Count];
        Parallel.For(0, silos.Count, silo => secrets[silo] = Protector(silos[silo]).Protect("secret"));
        foreach (var silo in silos)
            Assert.All(secrets, secret => Assert.Equal("secret", Protector(silo).Unprotect(secret)));
        Assert.Single(Repository().GetAllElements());
    }

    private RedisKeyRepository Repository() => new(_redis.GetDatabase(), "keys");

    private ServiceProvider Silo()
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("test");
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = Repository());
        return services.BuildServiceProvider();
    }

    private static IDataProtector Protector(IServiceProvider silo) => silo.GetRequiredService<IDataProtectionProvider>().CreateProtector("purpose");
}
