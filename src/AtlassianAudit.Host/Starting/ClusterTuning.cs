using Orleans.Configuration;

namespace AtlassianAudit.Host.Starting;

/// <summary>
/// A dead silo is noticed within seconds instead of a minute, without giving up any of Orleans' checks. Each value gives way to configuration, which Orleans itself
/// does not read for these options. The price: a silo that stands still for more than nine seconds is voted out, and ends itself.
/// </summary>
internal static class ClusterTuning
{
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
            .BindConfiguration("Orleans:ClusterMembership");
        services.AddOptions<GrainCollectionOptions>().BindConfiguration("Orleans:GrainCollection");
        services.AddOptions<ReminderOptions>().BindConfiguration("Orleans:Reminders");
        return services;
    }
}
