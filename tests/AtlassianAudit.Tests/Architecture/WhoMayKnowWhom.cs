using System.Reflection;
using NetArchTest.Rules;

namespace AtlassianAudit.Tests.Architecture;

public sealed class WhoMayKnowWhom
{
    private static readonly Assembly Contracts = Load("Contracts"), Collector = Load("Collector"), Management = Load("Management"), Sandbox = Load("Sandbox");

    [Fact]
    public void Contracts_know_no_other_project() => Assert.Empty(ProjectsOf(Contracts));

    [Fact]
    public void The_collector_knows_contracts_only() => Assert.Equal(["AtlassianAudit.Contracts"], ProjectsOf(Collector));

    [Fact]
    public void Management_knows_contracts_only() => Assert.Equal(["AtlassianAudit.Contracts"], ProjectsOf(Management));

    [Fact]
    public void The_sandbox_knows_no_other_project() => Assert.Empty(ProjectsOf(Sandbox));

    [Fact]
    public void Mapping_is_pure() => AssertUnknown("Mapping", "Orleans", "System.Net.Http", "AtlassianAudit.Collector.Atlassian", "AtlassianAudit.Collector.Collecting", "AtlassianAudit.Collector.Enriching", "AtlassianAudit.Collector.Shipping");

    [Fact]
    public void Enriching_knows_mapping_only() => AssertUnknown("Enriching", "Orleans", "AtlassianAudit.Collector.Atlassian", "AtlassianAudit.Collector.Collecting", "AtlassianAudit.Collector.Shipping");

    [Fact]
    public void Elasticsearch_knows_neither_Orleans_nor_mapping() =>
        AssertUnknown("Shipping.Elasticsearch", "Orleans", "AtlassianAudit.Collector.Mapping", "AtlassianAudit.Collector.Collecting", "AtlassianAudit.Collector.Atlassian");

    [Fact]
    public void Kibana_knows_neither_Orleans_nor_mapping() =>
        AssertUnknown("Shipping.Kibana", "Orleans", "AtlassianAudit.Collector.Mapping", "AtlassianAudit.Collector.Collecting", "AtlassianAudit.Collector.Atlassian");

    [Fact]
    public void The_Atlassian_client_knows_no_later_stage() =>
        AssertUnknown("Atlassian", "AtlassianAudit.Collector.Mapping", "AtlassianAudit.Collector.Collecting", "AtlassianAudit.Collector.Shipping");

    private static Assembly Load(string project) => Assembly.Load($"AtlassianAudit.{project}");

    private static IEnumerable<string> ProjectsOf(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("AtlassianAudit.", StringComparison.Ordinal)).Order();

    private static void AssertUnknown(string stage, params string[] unknown)
    {
        var types = Types.InAssembly(Collector).That().ResideInNamespace($"AtlassianAudit.Collector.{stage}");
        Assert.NotEmpty(types.GetTypes());
        var result = types.ShouldNot().HaveDependencyOnAny(unknown).GetResult();
        Assert.True(result.IsSuccessful, $"{stage} must not know {string.Join(", ", unknown)}, but does: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }
}
