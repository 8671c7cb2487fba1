using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Sandbox.Kibana;
using AtlassianAudit.Tests.Collecting.Cluster;

namespace AtlassianAudit.Tests.Shipping.Kibana;

public sealed class HangingKibana
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_given_up_before_the_call_of_the_grain_is()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        await using var kibana = await KibanaEmulator.StartAsync(0, Cancellation);
        kibana.World.Hangs = true;
        var target = new KibanaTarget { Url = kibana.Address.ToString(), Space = "default" };

        var installing = cluster.Grains.GetGrain<IDestinationGrain>("default").InstallKibanaAsync(target);
        await kibana.World.Hung.Task.WaitAsync(Cancellation);
        await cluster.PassAsync(TimeSpan.FromSeconds(10));

        var refused = Assert.IsType<KibanaInstallation.Refused>(await installing);
        Assert.Equal(KibanaRefusal.Unreachable, refused.Why);
        Assert.Contains("within 9 seconds", refused.Reason, StringComparison.Ordinal);
    }
}
