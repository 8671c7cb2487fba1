using System.Text.Json;
using static AtlassianAudit.Collector.Mapping.EventField;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// Writes <c>source.geo</c> and <c>source.as</c>. Names are Atlassian's own where it gives them; what an address book knows of the city and the region
/// stands beside them only where both speak of the same country.
/// </summary>
internal readonly ref struct PlaceDocument
{
    private readonly ScannedEvent _event;
    private readonly Utf8JsonWriter _json;
    private readonly AddressFacts? _facts;
    private readonly AddressFacts? _names;

    public PlaceDocument(ScannedEvent scanned, Utf8JsonWriter json, AddressFacts? facts)
    {
        _event = scanned;
        _json = json;
        _facts = facts;
        _names = facts is not null && scanned.Has(CountryName) && JsonText.Read(scanned[CountryName]) != facts.CountryName ? null : facts;
    }

    private bool HasOwn => _event.Has(City) || _event.Has(CountryName) || _event.Has(RegionName);

    /// <summary>True where neither says anything.</summary>
    public bool IsEmpty => !HasOwn && _facts is null;

    public void Write()
    {
        if (HasOwn || _facts is { CityName: not null } or { CountryName: not null } or { RegionName: not null } or { CountryIsoCode: not null } or { Latitude: not null })
            WriteGeo();
        if (_facts is { AsNumber: not null } or { AsOrganization: not null })
            WriteAs();
    }

    private void WriteGeo()
    {
        _json.WriteStartObject(EcsNames.Geo);
        Name(EcsNames.CityName, City, _names?.CityName);
        _json.Text(EcsNames.CountryIsoCode, _facts?.CountryIsoCode ?? "");
        Name(EcsNames.CountryName, CountryName, _names?.CountryName);
        if (_facts is { Latitude: { } latitude, Longitude: { } longitude })
        {
            _json.WriteStartObject(EcsNames.Location);
            _json.WriteNumber(EcsNames.Latitude, latitude);
            _json.WriteNumber(EcsNames.Longitude, longitude);
            _json.WriteEndObject();
        }

        Name(EcsNames.RegionName, RegionName, _names?.RegionName);
        _json.WriteEndObject();
    }

    private void WriteAs()
    {
        _json.WriteStartObject(EcsNames.As);
        if (_facts?.AsNumber is { } number)
            _json.WriteNumber(EcsNames.Number, number);
        if (_facts?.AsOrganization is { } organization)
        {
            _json.WriteStartObject(EcsNames.Organization);
            _json.WriteString(EcsNames.NameOf, organization);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    private void Name(JsonEncodedText name, EventField own, string? known)
    {
        if (_event.Has(own))
            _json.Copy(name, _event[own]);
        else
            _json.Text(name, known ?? "");
    }
}
