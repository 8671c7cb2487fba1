using System.Text;
using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Shipping;
using AtlassianAudit.Sandbox.Elasticsearch;
using Microsoft.Extensions.Time.Testing;

namespace AtlassianAudit.Tests.Shipping;

public sealed class LookingUp
{
    private const string Stream = "logs-atlassian_cloud.audit-acme";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("no_shard_available_action_exception", typeof(LookResult<IReadOnlyDictionary<string, int>>.NoAnswer))]
    [InlineData("index_closed_exception", typeof(LookResult<IReadOnlyDictionary<string, int>>.NoAnswer))]
    [InlineData("security_exception", typeof(LookResult<IReadOnlyDictionary<string, int>>.NotAllowed))]
    [InlineData("index_not_found_exception", typeof(LookResult<IReadOnlyDictionary<string, int>>.Seen))]
    public async Task Only_a_missing_right_lets_documents_go_unseen(string error, Type result)
    {
        using var elasticsearch = new ScriptedElasticsearch
        {
            Else = new(200, Encoding.UTF8.GetBytes(
                $$"""{"data_streams":[{"indices":[{"index_name":".ds-1"}]}],"docs":[{"_index":".ds-1","_id":"id","error":{"type":"{{error}}","reason":"r"} }]}""")),
        };
        Assert.IsType(result, await new StreamLookUp(elasticsearch).FindAsync(Stream, ["id"], since: null, Cancellation));
    }

    [Theory]
    [InlineData(401, typeof(LookResult<string>.NoAnswer), "does not accept the destination's credential (401)")]
    [InlineData(403, typeof(LookResult<string>.NotAllowed), "lacks read on the stream")]
    public void A_credential_that_is_not_accepted_lacks_no_right(int status, Type result, string said)
    {
        var seen = new ElasticsearchAnswer(status, default).NotSeen<string>("read", "the stream");
        Assert.IsType(result, seen);
        Assert.Contains(said, seen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_without_TLS_is_told_from_a_certificate_that_is_not_trusted()
    {
        await using var emulator = await ElasticsearchEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        using var transport = new HttpClientTransport(new ElasticsearchConnection { Nodes = [new UriBuilder(emulator.Address) { Scheme = "https" }.Uri] }, TimeProvider.System);
        var failure = (await transport.SendAsync(HttpMethod.Get, "/", [], BodyKind.Json, Cancellation)).Failure;
        Assert.Contains("speaks no TLS on that port", failure, StringComparison.Ordinal);
        Assert.Contains("Try http:// in place of https://", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_off_is_passed_over_and_keeps_nobody_waiting_again()
    {
        var clock = new FakeTimeProvider();
        using var off = new SilentMachine();
        await using var emulator = await ElasticsearchEmulator.StartAsync(0, clock, Cancellation);
        emulator.World.AddApiKey("key", ["create_doc"]);
        using var transport = new HttpClientTransport(
            new ElasticsearchConnection { Nodes = [emulator.Address, off.Address], Authorization = "ApiKey key", ConnectTimeout = TimeSpan.FromMilliseconds(50) }, clock);
        for (var request = 0; request < 4; request++)
            Assert.Equal(200, (await transport.SendAsync(HttpMethod.Get, "/", [], BodyKind.Json, Cancellation)).Status);

        using var alone = new HttpClientTransport(new ElasticsearchConnection { Nodes = [off.Address], ConnectTimeout = TimeSpan.FromMilliseconds(50) }, clock);
        Assert.StartsWith($"Elasticsearch cannot be reached at {off.Address.GetLeftPart(UriPartial.Authority)} ", (await alone.SendAsync(HttpMethod.Get, "/", [], BodyKind.Json, Cancellation)).Failure, StringComparison.Ordinal);
    }
}
