using System.Reflection;
using System.Runtime.CompilerServices;

namespace AtlassianAudit.Tests.Upgrades;

/// <summary>Everything that is sent or stored lies as a fixture.</summary>
public sealed class SampleFixtures
{
    [Fact]
    public void Set_every_member_of_every_record()
    {
        var samples = MessageSamples.All.Concat(StateSamples.All).ToLookup(sample => DefinitionOf(sample.GetType()));
        var missing = from record in WireSurface.Records
                      where !record.IsAbstract
                      from member in record.GetProperties().Where(property => property.IsDefined(typeof(IdAttribute)))
                      where !samples[record].Any(sample => IsSet(sample, member.Name))
                      select $"{WireSurface.AliasOf(record)}.{member.Name}";
        Assert.True(!missing.Any(), $"No sample sets {string.Join(", ", missing)}. Add one to {nameof(MessageSamples)} or {nameof(StateSamples)}, behind those of the same record. {Fixture.HowToWrite}");
    }

    [Fact]
    public void Are_never_taken_away() =>
        Assert.Empty(Fixture.All.Except(GrainCalls.FixtureNames.Concat(MessagesOfEarlierVersions.Samples.Keys).Concat(StoredStates.Samples.Keys)));

    /// <summary>Each sample under the name of its fixture: its alias, and its place among those of the same alias.</summary>
    internal static IReadOnlyDictionary<string, object> Named(string folder, string extension, IEnumerable<object> samples) => samples
        .GroupBy(sample => WireSurface.AliasOf(sample.GetType())!.Split('`')[0])
        .SelectMany(same => same.Select((sample, i) => KeyValuePair.Create($"{folder}/{same.Key}.{i + 1}.{extension}", sample)))
        .ToDictionary(StringComparer.Ordinal);

    private static Type DefinitionOf(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static bool IsSet(object sample, string name)
    {
        var type = sample.GetType();
        var untouched = type.GetConstructor(Type.EmptyTypes) is { } constructor ? constructor.Invoke(null) : RuntimeHelpers.GetUninitializedObject(type);
        return !Equals(type.GetProperty(name)!.GetValue(sample), type.GetProperty(name)!.GetValue(untouched));
    }
}
