using AtlassianAudit.Contracts.Destinations;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>
/// Imports <see cref="KibanaAssets"/> into one space. It looks first, because Kibana itself imports into spaces that do not exist, and an old one says
/// only that it does not understand.
/// </summary>
internal sealed class KibanaInstaller(KibanaClient kibana)
{
    public const string DefaultSpace = "default";

    public async Task<KibanaInstallation> InstallAsync(string space, CancellationToken cancellationToken)
    {
        var status = await kibana.SendAsync("/api/status", null, cancellationToken);
        var version = KibanaReading.Version(status);
        var refused = KibanaReading.StatusProblem(status, version, kibana.Address);
        if (refused is null && space != DefaultSpace)
            refused = KibanaReading.SpaceProblem(await kibana.SendAsync($"/api/spaces/space/{space}", null, cancellationToken), space, kibana.Address);
        if (refused is not null)
            return refused;

        var path = $"/s/{space}/api/saved_objects/_import";
        var added = Read(await kibana.SendAsync(path, KibanaAssets.File(KibanaAssets.OnlyIfMissing), cancellationToken), KibanaAssets.OnlyIfMissing, space);
        if (added is KibanaInstallation.Refused)
            return added;
        var replaced = Read(await kibana.SendAsync($"{path}?overwrite=true", KibanaAssets.File(KibanaAssets.Ours), cancellationToken), KibanaAssets.Ours, space);
        return (added, replaced) switch
        {
            (KibanaInstallation.Imported first, KibanaInstallation.Imported second) => new KibanaInstallation.Imported(version, [.. first.Objects, .. second.Objects]),
            _ => replaced,
        };
    }

    private KibanaInstallation Read(KibanaAnswer answer, IReadOnlyList<SavedObject> sent, string space)
    {
        if (KibanaReading.ImportProblem(answer, space, kibana.Address) is { } refused)
            return refused;
        var json = answer.Json();
        return new KibanaInstallation.Imported(null, [.. sent.Select(asset => KibanaReading.Outcome(asset, json))]);
    }
}
