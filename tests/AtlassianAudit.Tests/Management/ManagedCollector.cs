using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;
using AtlassianAudit.Sandbox.Running;

namespace AtlassianAudit.Tests.Management;

/// <summary>One collector as a process for all tests of its API.</summary>
public sealed class ManagedCollector : IAsyncLifetime
{
    /// <summary>From so many bytes on a server is asked before a body is sent.</summary>
    private const int LargeBody = 1 << 20;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("atlassian-audit-api-").FullName;
    private HostProcess _host = null!;

    internal AtlassianEmulator Atlassian { get; private set; } = null!;

    internal ElasticsearchEmulator Elasticsearch { get; private set; } = null!;

    /// <summary>What it said.</summary>
    internal IReadOnlyCollection<string> Output => _host.Output;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Atlassian = await AtlassianEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        Elasticsearch = await ElasticsearchEmulator.StartAsync(0, TimeProvider.System, Cancellation);
        _host = new HostProcess(_directory, "token", settings: new Dictionary<string, string>
        {
            ["Atlassian:BaseUrl"] = Atlassian.Address.ToString(),
            ["Destinations:default:urls:0"] = Elasticsearch.Address.ToString(),
            ["Destinations:default:apiKey"] = "es-secret",
        });
        await _host.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await Elasticsearch.DisposeAsync();
        await Atlassian.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Waits until a line with this was printed.</summary>
    internal async Task SaidAsync(string part)
    {
        for (var waited = TimeSpan.Zero; !Output.Any(line => line.Contains(part, StringComparison.Ordinal)); waited += Look)
        {
            Assert.True(waited < Patience, $"It never said '{part}', but:\n{_host.LastSaid()}");
            await Task.Delay(Look, TimeProvider.System, Cancellation);
        }
    }

    internal Task<Answer> SendAsync(string method, string path, string? body = null, string? token = "token", string mediaType = "application/json", params (string Name, string Value)[] headers) =>
        SendAsync(method, path, body is null ? null : new StringContent(body, Encoding.UTF8, mediaType), token, headers);

    /// <summary>For a body that is no text.</summary>
    internal Task<Answer> SendBytesAsync(string method, string path, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(method, path, content, "token", []);
    }

    private async Task<Answer> SendAsync(string method, string path, HttpContent? body, string? token, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_host.Address, path));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        else
            request.Headers.Authorization = null;
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
        {
            request.Content = body;

            // As curl does: who sends it at once may find the connection closed before the answer is read.
            request.Headers.ExpectContinue = body.Headers.ContentLength > LargeBody;
        }

        using var http = new HttpClient();
        using var answer = await http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new Answer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, text, isJson ? JsonElement.Parse(text) : default, answer.Headers.Location?.ToString());
    }
}

/// <summary>An answer of the API.</summary>
internal sealed record Answer(int Status, string? MediaType, string Text, JsonElement Json, string? Location)
{
    public string? this[string member] => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(member, out var value) ? value.ToString() : null;
}
