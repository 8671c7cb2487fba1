namespace AtlassianAudit.Tests.Upgrades;

/// <summary>Silos of two versions talk to each other while a cluster is upgraded: what an earlier one wrote, a later one reads.</summary>
public sealed class MessagesOfEarlierVersions
{
    public static TheoryData<string> Names => [.. Samples.Keys];

    public static TheoryData<string> WithDefaults =>
        [.. WireSurface.Records.Where(record => record.GetConstructor(Type.EmptyTypes) is not null).Select(record => WireSurface.AliasOf(record)!)];

    internal static IReadOnlyDictionary<string, object> Samples { get; } = SampleFixtures.Named("messages", "txt", MessageSamples.All);

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_read_as_they_were_meant(string name)
    {
        var sample = Samples[name];
        var read = OrleansWire.Read(new Fixture(name).Bytes(() => OrleansWire.Write(sample)));
        Assert.IsType(sample.GetType(), read);
        Assert.Equal(OrleansWire.Holding(sample), OrleansWire.Holding(read));
    }

    [Theory]
    [MemberData(nameof(WithDefaults))]
    public void Have_the_defaults_of_what_they_lack(string alias)
    {
        var record = WireSurface.Records.Single(record => WireSurface.AliasOf(record) == alias);
        Assert.Equal(OrleansWire.Holding(Activator.CreateInstance(record)), OrleansWire.Holding(OrleansWire.ReadEmpty(record)));
    }
}
