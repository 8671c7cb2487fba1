using System.Net;
using System.Text;
using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Sandbox.Atlassian;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Tests.Atlassian;

/// <summary>The client as it is registered, against the emulator over real HTTP.</summary>
public sealed class AtlassianAnswers : IAsyncLifetime
{
    private const string Key = "secret-key";
    private AtlassianEmulator _emulator = null!;
    private ServiceProvider _services = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AtlassianClient Client => _services.GetRequiredService<AtlassianClient>();

    public async ValueTask InitializeAsync()
    {
        _emulator = await AtlassianEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        _emulator.World.AddOrganization("org", new OrganizationDefinition { ApiKey = Key, Events = 700 });
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Atlassian:RequestTimeoutSeconds"] = "2" }).Build())
            .AddAtlassian()
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _emulator.DisposeAsync();
    }

    [Fact]
    public async Task A_silo_that_ends_asks_for_nothing_more_and_keeps_no_page_that_comes_late()
    {
        using var http = new HttpClient();
        foreach (var requests in new[] { 0, 1 })
        {
            var looks = 0;
            var client = new AtlassianClient(http, new AtlassianOptions(), TimeProvider.System, () => looks++ == requests);
            Assert.IsType<PageResult.Failed>(await client.GetAsync(new EventsRequest(_emulator.Address, "org", null, null, null, 10), Key, Cancellation));
            Assert.Equal(requests, _emulator.World.Requests("org").Count);
        }
    }

    [Fact]
    public async Task A_page_comes_with_its_events_and_the_next_cursor()
    {
        using var first = Assert.IsType<PageResult.Page>(await AskAsync()).Content;
        using var second = Assert.IsType<PageResult.Page>(await AskAsync(first.Next)).Content;
        Assert.Equal((500, 200), (first.Count, second.Count));
        Assert.NotEqual(first.Next, second.Next);
    }

    [Theory]
    [InlineData("429", typeof(PageResult.Throttled))]
    [InlineData("401", typeof(PageResult.KeyRejected))]
    [InlineData("403", typeof(PageResult.Forbidden))]
    [InlineData("entitlement", typeof(PageResult.NotEntitled))]
    [InlineData("500", typeof(PageResult.Failed))]
    [InlineData("garbage", typeof(PageResult.Failed))]
    [InlineData("truncated", typeof(PageResult.Failed))]
    [InlineData("slow", typeof(PageResult.Failed))]
    public async Task Each_answer_is_told_apart(string fault, Type expected)
    {
        Assert.True(FaultNames.TryParse(fault, out var kind));
        _emulator.World.AddFault(kind);
        var result = await AskAsync();
        Assert.IsType(expected, result);
        Assert.DoesNotContain(Key, result.ToString(), StringComparison.Ordinal);
        Assert.IsType<PageResult.Page>(await AskAsync());
    }

    [Fact]
    public async Task A_cursor_that_expired_is_rejected_and_a_first_request_never_is()
    {
        using var first = Assert.IsType<PageResult.Page>(await AskAsync()).Content;
        _emulator.World.AddFault(Fault.CursorExpired);
        Assert.IsType<PageResult.CursorRejected>(await AskAsync(first.Next));
    }

    [Fact]
    public async Task A_wrong_key_and_an_unknown_organization_say_what_to_do()
    {
        var rejected = Assert.IsType<PageResult.KeyRejected>(await AskAsync(apiKey: "other"));
        Assert.Contains("read:events:admin", rejected.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("other", rejected.Reason.Replace("another", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_a_failure_that_names_it()
    {
        var request = new EventsRequest(new Uri("http://127.0.0.1:1"), "org", null, DateTimeOffset.UnixEpoch, null, 500);
        var failed = Assert.IsType<PageResult.Failed>(await Client.GetAsync(request, Key, Cancellation));
        Assert.Contains("http://127.0.0.1:1", failed.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, """{"errors":[{"id":"1","status":"401","title":"t","detail":"Audit Log Entitlement validation failed"}]}""", typeof(PageResult.NotEntitled))]
    [InlineData(403, """{"status":403,"message":"audit log entitlement validation failed"}""", typeof(PageResult.NotEntitled))]
    [InlineData(400, """{"errors":[{"code":"ADMIN-400-1"}]}""", typeof(PageResult.CursorRejected))]
    [InlineData(400, """{"code":"ADMIN-400-1","detail":"x"}""", typeof(PageResult.CursorRejected))]
    [InlineData(400, """{"errors":[{"code":"ADMIN-400-3"}]}""", typeof(PageResult.Failed))]
    [InlineData(404, """{"errors":[{"code":"ADMIN-404-2"}]}""", typeof(PageResult.NotFound))]
    [InlineData(302, "", typeof(PageResult.Failed))]
    [InlineData(503, "<html>", typeof(PageResult.Failed))]
    public void Bodies_are_read_leniently_and_before_the_status(int status, string body, Type expected)
    {
        using var answer = new HttpResponseMessage();
        var request = new EventsRequest(new Uri("https://api.atlassian.com"), "org", "cursor", null, null, 500);
        var result = AnswerReading.Read((HttpStatusCode)status, answer.Headers, System.Text.Encoding.UTF8.GetBytes(body), request, DateTimeOffset.UnixEpoch, 0);
        Assert.IsType(expected, result);
    }

    [Fact]
    public void The_live_tail_sends_no_to_and_escapes_the_cursor()
    {
        var request = new EventsRequest(new Uri("https://api.atlassian.com/gov/"), "org", "a b&c", null, null, 500);
        Assert.Equal("https://api.atlassian.com/gov/admin/v1/orgs/org/events-stream?limit=500&cursor=a%20b%26c", request.Uri.AbsoluteUri);
        Assert.Equal("https://api.atlassian.com/gov/admin/v1/orgs/org/events-stream", request.Path);
    }

    private Task<PageResult> AskAsync(string? cursor = null, string apiKey = Key) => Client.GetAsync(
        new EventsRequest(_emulator.Address, "org", cursor, cursor is null ? DateTimeOffset.UnixEpoch : null, null, 500), apiKey, Cancellation);

    [Fact]
    public async Task A_machine_that_does_not_even_refuse_is_named_like_one_that_does()
    {
        using var silent = new SilentMachine();
        using var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromMilliseconds(50) };
        using var http = new HttpClient(handler);
        var client = new AtlassianClient(http, new AtlassianOptions(), TimeProvider.System, isEnding: () => false);
        var failed = Assert.IsType<PageResult.Failed>(await client.GetAsync(new EventsRequest(silent.Address, "org", null, null, null, 1), Key, Cancellation));
        Assert.StartsWith($"Atlassian cannot be reached at {silent.Address.GetLeftPart(UriPartial.Authority)}", failed.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Atlassian":{"AllowedHosts":[]}}""", 0)]
    [InlineData("""{"Atlassian":{"AllowedHosts":["a.example","*.b.example"]}}""", 2)]
    public void Hosts_that_others_read_are_a_known_setting(string settings, int hosts)
    {
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings))).Build())
            .AddAtlassian()
            .BuildServiceProvider();
        Assert.Equal(hosts, services.GetRequiredService<IOptions<AtlassianOptions>>().Value.AllowedHosts?.Count ?? 0);
    }

    [Fact]
    public void A_proxys_credential_is_used_and_never_part_of_its_address()
    {
        var proxy = AtlassianRegistration.Proxy(new Uri("http://me:p%40ss@proxy.example:3128"));
        Assert.Equal("http://proxy.example:3128/", proxy.Address!.ToString());
        Assert.Equal(("me", "p@ss"), proxy.Credentials!.GetCredential(proxy.Address, "Basic") is { } credential ? (credential.UserName, credential.Password) : default);
        Assert.Null(AtlassianRegistration.Proxy(new Uri("http://proxy.example:3128")).Credentials);
    }
}
