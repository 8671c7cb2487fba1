using AtlassianAudit.Collector.Collecting;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Security;

namespace AtlassianAudit.Tests.Collecting;

public sealed class EndsOfKeys
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 19, 12, 0, 0, TimeSpan.Zero);
    private static readonly OrganizationSettings Settings = new() { OrganizationId = "one", ApiKey = new ProtectedSecret("c", "sha256:1") };

    [Theory]
    [InlineData(31, 31, null, "later")]
    [InlineData(30, 30, 30, "30d")]
    [InlineData(14.5, 14, 30, "30d")]
    [InlineData(14, 14, 14, "14d")]
    [InlineData(7, 7, 7, "7d")]
    [InlineData(1, 1, 1, "1d")]
    [InlineData(0, 0, 1, "expired")]
    [InlineData(-3, -3, 1, "expired")]
    public void A_known_end_is_counted_down(double days, int left, int? warning, string bucket)
    {
        var key = KeyExpiry.Of(Settings with { ApiKeyExpiresAt = Noon.AddDays(days) }, Noon);
        Assert.Equal((left, warning, bucket), (key.DaysLeft(Noon), key.Warning(Noon), key.Bucket(Noon)));
    }

    [Theory]
    [InlineData(14.5, "ends in 14 days")]
    [InlineData(0.5, "ends in 0 days")]
    [InlineData(0, "ended 0 days ago")]
    [InlineData(-0.5, "ended 0 days ago")]
    [InlineData(-2522, "ended 2522 days ago")]
    public void An_end_is_told_as_one_to_come_or_one_that_is_over(double days, string said) =>
        Assert.Equal(said, KeyExpiry.Of(Settings with { ApiKeyExpiresAt = Noon.AddDays(days) }, Noon).Course(Noon));

    [Fact]
    public void An_unknown_end_is_counted_as_such_and_taken_to_be_a_year_after_the_key_was_stored()
    {
        var key = KeyExpiry.Of(Settings, storedAt: Noon.AddDays(-360));
        Assert.Equal((5, 7, "unknown"), (key.DaysLeft(Noon), key.Warning(Noon), key.Bucket(Noon)));
    }

    [Fact]
    public void A_new_key_begins_a_new_year_and_the_same_one_does_not()
    {
        var registration = new OrganizationRegistration().With(Settings, Noon, () => "i");
        Assert.Equal(Noon, registration.With(Settings with { Name = "other" }, Noon.AddDays(9), () => "j").KeyStoredAt);
        Assert.Equal(Noon.AddDays(9), registration.With(Settings with { ApiKey = new ProtectedSecret("d", "sha256:2") }, Noon.AddDays(9), () => "j").KeyStoredAt);
    }
}
