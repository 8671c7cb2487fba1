using System.Net;
using AtlassianAudit.Management.Security;
using AtlassianAudit.Tests.Enriching;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace AtlassianAudit.Tests.Management;

public sealed class RefusedRequests
{
    private static readonly IPAddress Guesser = IPAddress.Parse("192.0.2.7");
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog<RefusedTokens> _log = new();
    private readonly RefusedTokens _refused;

    public RefusedRequests() => _refused = new RefusedTokens(_clock, _log);

    [Fact]
    public void An_address_leaves_one_line_a_minute()
    {
        _refused.Note(Guesser, "/api/v1/organizations");
        _clock.Advance(TimeSpan.FromSeconds(59));
        _refused.Note(Guesser, "/api/v1/limits");
        Assert.Contains("192.0.2.7 for /api/v1/organizations was refused", Assert.Single(_log.Warnings), StringComparison.Ordinal);

        _refused.Note(IPAddress.Loopback, "/api/v1/limits");
        _clock.Advance(TimeSpan.FromSeconds(1));
        _refused.Note(Guesser, "/api/v1/cluster");
        Assert.Equal(3, _log.Warnings.Count);
    }

    [Fact]
    public void Many_addresses_fill_neither_the_log_nor_the_memory()
    {
        for (var n = 0; n < 5000; n++)
            _refused.Note(new IPAddress(n), "/");
        Assert.Equal(1000, _log.Warnings.Count);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _refused.Note(Guesser, "/");
        Assert.Equal(1001, _log.Warnings.Count);
    }

    [Fact]
    public void A_path_stays_one_line_and_short()
    {
        _refused.Note(null, new PathString("/a\nb" + new string('x', 9000)));
        Assert.Contains("/a%0Ab", Assert.Single(_log.Warnings), StringComparison.Ordinal);
        Assert.InRange(_log.Warnings[0].Length, 200, 400);
    }
}
