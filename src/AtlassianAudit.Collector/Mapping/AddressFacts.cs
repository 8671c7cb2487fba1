namespace AtlassianAudit.Collector.Mapping;

/// <summary>What is known of an IP address besides what its event says.</summary>
internal sealed record AddressFacts
{
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
    public string? CountryIsoCode { get; init; }
    public string? CountryName { get; init; }
    public string? RegionName { get; init; }
    public string? CityName { get; init; }
    public long? AsNumber { get; init; }
    public string? AsOrganization { get; init; }
}

/// <summary>Knows addresses. Asked for every event: it waits for nothing and throws nothing.</summary>
internal interface IAddressBook
{
    /// <summary>What is known of an address; null = nothing.</summary>
    AddressFacts? Find(ReadOnlySpan<char> ip);
}
