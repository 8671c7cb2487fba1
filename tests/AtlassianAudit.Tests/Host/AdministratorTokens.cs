using AtlassianAudit.Host.Security;
using AtlassianAudit.Host.Starting;
using Microsoft.Extensions.Configuration;

namespace AtlassianAudit.Tests.Host;

public sealed class AdministratorTokens
{
    private readonly StoredAccess _stored = new();
    private readonly AccessGrain _access;

    public AdministratorTokens() => _access = new AccessGrain(_stored, TimeProvider.System);

    [Theory]
    [InlineData(null, null)]
    [InlineData("of-a-mounted-file\n", "of-a-mounted-file")]
    [InlineData(" of-a-mounted-file\r\n", "of-a-mounted-file")]
    public void A_configured_one_is_taken_as_a_header_carries_it(string? setting, string? token) => Assert.Equal(token, AdministratorToken.Configured(Settings(setting)));

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void A_blank_one_stops_the_start(string setting) =>
        Assert.StartsWith("Management:AdminToken is blank", Assert.Throws<StartUpException>(() => AdministratorToken.Configured(Settings(setting))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task One_that_was_made_lets_in_no_longer_when_one_is_configured()
    {
        var made = AccessGrain.Hash((await _access.EnsureAdministratorAsync(null))!);
        Assert.Null(await _access.EnsureAdministratorAsync(null));
        Assert.NotNull(await _access.FindAsync(made));

        await _access.EnsureAdministratorAsync("configured");
        Assert.Null(await _access.FindAsync(made));
        Assert.NotNull(await _access.FindAsync("configured"));
    }

    [Fact]
    public async Task One_that_was_made_before_an_upgrade_lets_in_no_longer_either()
    {
        await _access.EnsureAdministratorAsync("configured");
        _stored.State = _stored.State with { Tokens = _stored.State.Tokens.Add(_stored.State.Tokens[0] with { Id = "first", Hash = "made" }) };
        var before = await _access.FindAsync("configured");
        await _access.EnsureAdministratorAsync("configured");
        Assert.Null(await _access.FindAsync("made"));
        Assert.Equal(before, await _access.FindAsync("configured"));
    }

    [Fact]
    public async Task What_is_configured_as_before_is_not_written_again()
    {
        await _access.EnsureAdministratorAsync("configured");
        await _access.EnsureAdministratorAsync("configured");
        Assert.Equal(1, _stored.Writes);
        await _access.EnsureAdministratorAsync("another");
        Assert.Null(await _access.FindAsync("configured"));
    }

    [Fact]
    public async Task When_the_setting_is_taken_away_another_one_is_made()
    {
        await _access.EnsureAdministratorAsync("configured");
        Assert.NotNull(await _access.EnsureAdministratorAsync(null));
        Assert.Null(await _access.FindAsync("configured"));
    }

    private static IConfiguration Settings(string? token) => new ConfigurationBuilder().AddInMemoryCollection([new("Management:AdminToken", token)]).Build();

    private sealed class StoredAccess : IPersistentState<AccessState>
    {
        public AccessState State { get; set; } = new();

        public string? Etag => null;

        public bool RecordExists => Writes > 0;

        public int Writes { get; private set; }

        public Task ClearStateAsync() => Task.CompletedTask;

        public Task ReadStateAsync() => Task.CompletedTask;

        public Task WriteStateAsync()
        {
            Writes++;
            return Task.CompletedTask;
        }
    }
}
