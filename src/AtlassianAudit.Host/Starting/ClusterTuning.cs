using Orleans.Configuration;

namespace AtlassianAudit.Host.Starting;

/// <summary>
/// A dead silo is noticed within seconds instead of a minute, without giving up any of Orleans' checks. Each value gives way to configuration, which Orleans itself
/// does not read for these options. The price: a silo that stands still for more than nine seconds is voted out, and ends itself.
/// </summary>
internal static class ClusterTuning
{
    private static readonly TimeSpan ShortestProbe = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddClusterTuning(this IServiceCollection services)
    {
        services.AddOptions<ClusterMembershipOptions>()
            .Configure(membership =>
            {
                membership.ProbeTimeout = TimeSpan.FromSeconds(2);
                membership.MinProbeTimeout = TimeSpan.FromSeconds(1);
                membership.MaxProbeTimeout = TimeSpan.FromSeconds(3);
                membership.NumMissedProbesLimit = 3;
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(20);
                membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
            })
            .BindConfiguration("Orleans:ClusterMembership", binding => binding.ErrorOnUnknownConfiguration = true)
            .Validate(
                membership => ShortestProbe <= membership.MinProbeTimeout && membership.MinProbeTimeout <= membership.ProbeTimeout
                    && membership.ProbeTimeout <= membership.MaxProbeTimeout && membership.MaxProbeTimeout <= LongestProbe,
                "Orleans:ClusterMembership: MinProbeTimeout, ProbeTimeout and MaxProbeTimeout (1, 2 and 3 seconds where they are left out) must be from 00:00:00.100 to 00:01:00, each at most the next. "
                + "Where they are not, dead silos are never noticed.")
            .ValidateOnStart();
        services.AddOptions<GrainCollectionOptions>()
            .Configure(collection => collection.EnableActivationSheddingOnMemoryPressure = true)
            .BindConfiguration("Orleans:GrainCollection", binding => binding.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddOptions<ReminderOptions>().BindConfiguration("Orleans:Reminders");
        return services;
    }
}
