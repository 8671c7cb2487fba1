using AtlassianAudit.Host;
using AtlassianAudit.Host.Telemetry;
using OpenTelemetry.Resources;

namespace AtlassianAudit.Tests.Host;

public sealed class DescribedService
{
    [Fact]
    public void Metrics_say_whose_they_are()
    {
        var resource = ResourceBuilder.CreateDefault();
        TelemetryRegistration.Describe(resource);
        var attributes = resource.Build().Attributes.ToDictionary();
        Assert.Equal(("atlassian-audit", HostVersion.Text), (attributes["service.name"], attributes["service.version"]));
    }
}
