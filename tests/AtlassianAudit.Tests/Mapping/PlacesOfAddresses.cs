using AtlassianAudit.Collector.Mapping;
using static AtlassianAudit.Tests.Enriching.KnownPlaces;

namespace AtlassianAudit.Tests.Mapping;

public sealed class PlacesOfAddresses
{
    [Fact]
    public void What_is_known_of_an_address_is_written_where_Atlassian_says_nothing()
    {
        var document = Document("""{"ip":"89.160.20.112"}""");
        Assert.Equal(
            """{"ip":"89.160.20.112","geo":{"city_name":"Stockholm","country_iso_code":"SE","country_name":"Sweden","location":{"lat":59.33,"lon":18.06},"region_name":"Stockholm County"},"as":{"number":29518,"organization":{"name":"Bredband2 AB"}}}""",
            document);
    }

    [Theory]
    [InlineData("""{"ip":"89.160.20.112","city":"Solna","countryName":"Sweden","regionName":"Uppland"}""", "Solna", "Sweden", "Uppland")]
    [InlineData("""{"ip":"89.160.20.112","countryName":"Sweden"}""", "Stockholm", "Sweden", "Stockholm County")]
    [InlineData("""{"ip":"89.160.20.112","city":"Solna"}""", "Solna", "Sweden", "Stockholm County")]
    [InlineData("""{"ip":"89.160.20.112","countryName":"Norway"}""", null, "Norway", null)]
    [InlineData("""{"ip":"89.160.20.112","countryName":"Norway","city":"Oslo"}""", "Oslo", "Norway", null)]
    public void Atlassians_own_names_win(string location, string? city, string? country, string? region)
    {
        var geo = Mapped.Event($"\"location\":{location}", Context(StockholmOfBredband)).At("source/geo")!.Value;
        Assert.Equal((city, country, region), (geo.Text("city_name"), geo.Text("country_name"), geo.Text("region_name")));
        Assert.Equal(("SE", "59.33"), (geo.Text("country_iso_code"), geo.Text("location/lat")));
    }

    [Fact]
    public void An_address_with_a_port_is_found_without_it() =>
        Assert.Equal("SE", Mapped.Event("\"location\":{\"ip\":\"89.160.20.112:443\"}", Context(StockholmOfBredband)).Text("source/geo/country_iso_code"));

    [Theory]
    [InlineData("""{"ip":"nowhere"}""", """{"address":"nowhere"}""")]
    [InlineData("""{"ip":"10.0.0.1"}""", """{"ip":"10.0.0.1"}""")]
    public void What_is_no_address_or_unknown_is_written_alone(string location, string source) => Assert.Equal(source, Document(location));

    [Fact]
    public void Half_of_an_answer_leaves_no_empty_object()
    {
        Assert.Equal("""{"ip":"89.160.20.112"}""", Document("""{"ip":"89.160.20.112"}""", new AddressFacts { Longitude = 1 }));
        Assert.Equal("""{"ip":"89.160.20.112","as":{"number":1}}""", Document("""{"ip":"89.160.20.112"}""", new AddressFacts { AsNumber = 1 }));
    }

    [Fact]
    public void The_documents_id_is_the_same_with_and_without() =>
        Assert.Equal(Id(Mapped.Organization), Id(Context(StockholmOfBredband)));

    private static string Id(MappingContext context) => Mapped.Lines("""{"id":"e1","attributes":{"location":{"ip":"89.160.20.112"}}}"""u8.ToArray(), context).Lines[0];

    private static string? Document(string location, AddressFacts? facts = null) =>
        Mapped.Event($"\"location\":{location}", Context(facts ?? StockholmOfBredband)).At("source")?.GetRawText();

    private static MappingContext Context(AddressFacts facts) => Mapped.Organization with { Addresses = new OneAddress(facts) };

    private sealed class OneAddress(AddressFacts facts) : IAddressBook
    {
        public AddressFacts? Find(ReadOnlySpan<char> ip) => ip is "89.160.20.112" ? facts : null;
    }
}
