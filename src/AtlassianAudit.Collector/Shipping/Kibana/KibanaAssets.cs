using System.Text;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>Everything that Kibana gets, in the order of its file: what is referred to comes first. The same at every call, byte by byte.</summary>
internal static class KibanaAssets
{
    public const string FileName = "atlassian-audit.ndjson";

    /// <summary>Fleet's, where Fleet is; and its users have made it theirs. So it is only added where there is none.</summary>
    public static IReadOnlyList<SavedObject> OnlyIfMissing => [DataView.Build()];

    /// <summary>Ours: a later version replaces them.</summary>
    public static IReadOnlyList<SavedObject> Ours =>
    [
        SavedSearch.AuditEvents.ToSavedObject(),
        SavedSearch.Suspicious.ToSavedObject(),
        OverviewDashboard.Build().ToSavedObject(),
        AuthenticationDashboard.Build().ToSavedObject(),
        MspDashboard.Build().ToSavedObject(),
    ];

    public static byte[] File(params IEnumerable<SavedObject> objects) => Encoding.UTF8.GetBytes(string.Concat(objects.Select(asset => asset.ToLine() + '\n')));
}
