using AtlassianAudit.Contracts.ApiUsers;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Security;
using AtlassianAudit.Management.Api;

namespace AtlassianAudit.Tests.Management;

public sealed class LimitsOfUsers
{
    private static readonly ApiUserUsage TenMinutes = new(TimeSpan.FromMinutes(10), Turns: 558, LiveTurns: 500, null);

    [Fact]
    public void A_user_whose_organizations_want_more_than_it_may_is_told_how_many_users_they_need()
    {
        var limits = UserLimits.Of("msp", [.. Enumerable.Repeat(300, 800)], TenMinutes);
        Assert.Equal((160, 60, 55.8, 960, 3), (limits.WantedPerMinute, limits.PermittedPerMinute, limits.ActualPerMinute, limits.ActualMeanIntervalSeconds, limits.UsersNeeded));
    }

    [Theory]
    [InlineData(null, "one")]
    [InlineData("", "one")]
    [InlineData(" ", "one")]
    [InlineData("ada", "ada")]
    public void An_organization_whose_user_is_blank_is_a_user_of_its_own(string? apiUser, string key)
    {
        Assert.Equal(key, ApiUserKey.Of(apiUser, "one"));
        Assert.Equal(key, new OrganizationSettings { OrganizationId = "one", ApiKey = new ProtectedSecret("c", "sha256:1"), ApiUser = apiUser }.ApiUserKey);
    }

    [Fact]
    public void A_user_that_was_given_nothing_yet_has_no_mean_interval()
    {
        var limits = UserLimits.Of("one", [300], new ApiUserUsage(TimeSpan.Zero, 0, 0, null));
        Assert.Null(limits.ActualMeanIntervalSeconds);
        Assert.Equal(1, limits.UsersNeeded);
    }
}
