using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AtlassianAudit.Sandbox.Atlassian;
using Microsoft.Extensions.Time.Testing;

namespace AtlassianAudit.Tests.Sandbox.Atlassian;

/// <summary>An emulated Atlassian on a free port, under a clock that only the test moves, and a client of it.</summary>
public abstract class AtlassianFixture : IAsyncLifetime
{
    private readonly HttpClient _client = new();

    internal AtlassianEmulator Emulator { get; private set; } = null!;

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 19, 10, 0, 0, TimeSpan.Zero));

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Emulator = await AtlassianEmulator.StartAsync(0, Clock, Cancellation);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Emulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal void Organization(string id, int events = 0, int eventsPerMinute = 0, string? user = null, FromFilter filter = FromFilter.ProcessedAt, string? apiKey = null) =>
        Emulator.World.AddOrganization(id, new OrganizationDefinition
        {
            ApiKey = apiKey ?? $"key-{id}",
            User = user,
            Events = events,
            EventsPerMinute = eventsPerMinute,
            FromFilters = filter,
        });

    protected async Task<HttpResponseMessage> GetAsync(string path, string? apiKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Emulator.Address, path));
        if (apiKey is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return await _client.SendAsync(request, Cancellation);
    }

    protected Task<HttpResponseMessage> StreamAsync(string id, string query = "") => GetAsync($"/admin/v1/orgs/{id}/events-stream{query}", $"key-{id}");

    protected async Task<StreamPage> PageAsync(string id, string query = "")
    {
        using var response = await StreamAsync(id, query);
        Assert.Equal(200, (int)response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        using var document = JsonDocument.Parse(text);
        var data = document.RootElement.GetProperty("data").EnumerateArray();
        return new StreamPage([.. data.Select(item => item.GetProperty("id").GetString()!)], document.RootElement.GetProperty("meta").GetProperty("next").GetString(), text);
    }

    protected async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _client.PostAsync(new Uri(Emulator.Address, path), content, Cancellation);
    }

    protected static async Task<string> CodeAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        return document.RootElement.GetProperty("errors")[0].GetProperty("code").GetString()!;
    }

    protected sealed record StreamPage(IReadOnlyList<string> Ids, string? Next, string Text);
}
