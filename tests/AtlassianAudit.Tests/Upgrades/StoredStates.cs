namespace AtlassianAudit.Tests.Upgrades;

/// <summary>What an earlier version stored is read by this one; and what a later one stored, because an upgrade may be taken back.</summary>
public sealed class StoredStates(StoredJson stored) : IClassFixture<StoredJson>
{
    public static TheoryData<string> Names => [.. Samples.Keys];

    internal static IReadOnlyDictionary<string, object> Samples { get; } = SampleFixtures.Named("states", "json", StateSamples.All);

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_earlier_versions_are_read_as_they_were_meant(string name)
    {
        var sample = Samples[name];
        Assert.Equal(OrleansWire.Holding(sample), OrleansWire.Holding(stored.Read(sample.GetType(), Kept(name))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_later_versions_are_read_without_what_this_one_does_not_know(string name)
    {
        var sample = Samples[name];
        var later = stored.WithLaterMembers(sample.GetType(), Kept(name));
        Assert.Contains("LaterStill", later, StringComparison.Ordinal);
        Assert.Equal(OrleansWire.Holding(sample), OrleansWire.Holding(stored.Read(sample.GetType(), later)));
    }

    private string Kept(string name) => new Fixture(name).Text(() => stored.Write(Samples[name]));
}
