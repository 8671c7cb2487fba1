using System.Net;
using AtlassianAudit.Collector.Mapping;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Enriching;

/// <summary>What the configured databases know together. Look-ups run on any thread while the files are looked at on another.</summary>
internal sealed class AddressBook : IAddressBook, IDisposable
{
    private readonly DatabaseFile[] _files;
    private RecentAddresses _recent = new();

    public AddressBook(EnrichmentOptions options, EnrichingMetrics metrics, ILogger<AddressBook> logger)
    {
        (string Name, string? Path)[] configured = [(nameof(options.CityDatabase), options.CityDatabase), (nameof(options.AsnDatabase), options.AsnDatabase)];
        _files = [.. configured.Where(file => file.Path is not null).Select(file => new DatabaseFile($"Enrichment:{file.Name}", file.Path!, metrics, logger))];
        metrics.Watch(_files);
    }

    /// <summary>False where no database is configured: there is nothing to look at.</summary>
    public bool HasFiles => _files.Length > 0;

    /// <summary>What is wrong with the files.</summary>
    public IEnumerable<string> Problems => _files.Where(file => file.Problem is not null).Select(file => $"{file.Path} {file.Problem}");

    /// <summary>Looks whether files have changed. One look at a time.</summary>
    public void Look()
    {
        var changed = false;
        foreach (var file in _files)
            changed |= file.Look();

        // Behind the change: what was found in an older edition goes into the older table.
        if (changed)
            Volatile.Write(ref _recent, new RecentAddresses());
    }

    public AddressFacts? Find(ReadOnlySpan<char> ip)
    {
        if (_files.Length == 0)
            return null;
        var recent = Volatile.Read(ref _recent);
        if (recent.TryGet(ip, out var known) || !IPAddress.TryParse(ip, out var address))
            return known;

        AddressFacts? facts = null;
        foreach (var file in _files)
            facts = Join(facts, file.Find(address));
        recent.Keep(ip, facts);
        return facts;
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private static AddressFacts? Join(AddressFacts? first, AddressFacts? second) => first is null || second is null ? first ?? second : first with
    {
        Latitude = first.Latitude ?? second.Latitude,
        Longitude = first.Longitude ?? second.Longitude,
        CountryIsoCode = first.CountryIsoCode ?? second.CountryIsoCode,
        CountryName = first.CountryName ?? second.CountryName,
        RegionName = first.RegionName ?? second.RegionName,
        CityName = first.CityName ?? second.CityName,
        AsNumber = first.AsNumber ?? second.AsNumber,
        AsOrganization = first.AsOrganization ?? second.AsOrganization,
    };
}
