using System.Reflection;

namespace AtlassianAudit.Tests.Upgrades;

/// <summary>What is sent and stored changes by adding only, and no change comes unseen.</summary>
public sealed class WireChanges
{
    private static readonly string File = Path.Combine(Fixture.Folder, "..", "wire.txt");

    [Fact]
    public void Show_in_review()
    {
        if (Fixture.IsWriting)
            System.IO.File.WriteAllLines(File, WireSurface.Lines);
        var (before, today) = (Qualified(System.IO.File.ReadAllLines(File)).ToList(), Qualified(WireSurface.Lines).ToList());
        var difference = before.Except(today).Select(line => $"- {line}").Concat(today.Except(before).Select(line => $"+ {line}"));
        Assert.True(
            before.SequenceEqual(today),
            $"wire.txt says something else than the code:\n{string.Join('\n', difference)}\nAliases, numbers, names and types that are there stay what they are; new ones get the next number. Where that is so: {Fixture.HowToWrite}");
    }

    [Fact]
    public void Are_not_made_by_renaming_a_class_or_method()
    {
        Assert.All(WireSurface.Records.Concat(WireSurface.Interfaces), type => Assert.True(WireSurface.AliasOf(type) is not null, $"{type} has no [Alias]."));
        Assert.All(WireSurface.Interfaces.SelectMany(type => type.GetMethods()), method => Assert.True(WireSurface.AliasOf(method) is not null, $"{method.DeclaringType}.{method.Name} has no [Alias]."));
        Assert.All(WireSurface.Grains, type => Assert.True(WireSurface.TypeOf(type) is not null, $"{type} has no [GrainType]."));
    }

    [Fact]
    public void Are_not_made_by_moving_a_member() => Assert.All(WireSurface.Records, record =>
    {
        var written = record.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(property => property.SetMethod is not null);
        Assert.Equal(written, WireSurface.MembersOf(record));
        Assert.Equal(Enumerable.Range(0, written.Count()), written.Select(member => (int)WireSurface.NumberOf(member)).Order());
    });

    /// <summary>Each line with the one that it stands under.</summary>
    private static IEnumerable<string> Qualified(IEnumerable<string> lines)
    {
        var head = "";
        foreach (var line in lines)
            yield return line.StartsWith(' ') ? $"{head}: {line.TrimStart()}" : head = line;
    }
}
