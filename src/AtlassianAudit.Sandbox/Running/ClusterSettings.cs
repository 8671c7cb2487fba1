using System.Globalization;

namespace AtlassianAudit.Sandbox.Running;

/// <summary>What a collector is told that is one silo of several on this machine.</summary>
internal static class ClusterSettings
{
    /// <param name="redis">The Redis that the silos share.</param>
    /// <param name="name">The silo's name.</param>
    public static Dictionary<string, string> Of(RedisServer redis, string name)
    {
        var settings = new Dictionary<string, string>
        {
            ["Orleans:ClusterId"] = "sandbox",
            ["Orleans:ServiceId"] = "sandbox",
            ["Orleans:Name"] = name,
            ["Orleans:Endpoints:AdvertisedIPAddress"] = "127.0.0.1",
            ["Orleans:Endpoints:SiloPort"] = FreePorts.One().ToString(CultureInfo.InvariantCulture),
            ["Orleans:Endpoints:GatewayPort"] = FreePorts.One().ToString(CultureInfo.InvariantCulture),
            ["Secrets:AllowUnprotectedKeyRing"] = "true",

            // As appsettings.Redis.json has it: who voted whom out is what one asks first.
            ["Logging:LogLevel:Orleans.Runtime.MembershipService"] = "Information",
        };
        foreach (var (key, value) in Stores(redis.ConnectionString))
            settings[key] = value;
        return settings;
    }

    /// <summary>What all silos share.</summary>
    /// <param name="redis">The address of its Redis.</param>
    public static Dictionary<string, string> Stores(string redis)
    {
        var settings = new Dictionary<string, string>();
        foreach (var section in new[] { "Clustering", "GrainStorage:audit", "Reminders" })
        {
            settings[$"Orleans:{section}:ProviderType"] = "Redis";
            settings[$"Orleans:{section}:ConnectionString"] = redis;
        }

        return settings;
    }
}
