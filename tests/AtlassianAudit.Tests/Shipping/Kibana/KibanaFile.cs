using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using AtlassianAudit.Collector.Shipping.Kibana;
using AtlassianAudit.Sandbox.Kibana;

namespace AtlassianAudit.Tests.Shipping.Kibana;

public sealed class KibanaFile
{
    private const string Regenerate = "dotnet run --project src/AtlassianAudit.Host -- kibana > deploy/kibana/" + KibanaAssets.FileName;

    private static readonly JsonObject[] Objects = [.. Lines(KibanaAssets.File([.. KibanaAssets.OnlyIfMissing, .. KibanaAssets.Ours])).Select(line => JsonNode.Parse(line)!.AsObject())];

    [Fact]
    public void What_is_imported_by_hand_is_what_the_code_says()
    {
        var checkedIn = Lines(File.ReadAllBytes(Path.Combine(Repository(), "deploy/kibana", KibanaAssets.FileName)));
        var built = Lines(KibanaAssets.File([.. KibanaAssets.OnlyIfMissing, .. KibanaAssets.Ours]));
        Assert.True(built.SequenceEqual(checkedIn), $"The file is not up to date:\n{Differences(checkedIn, built)}\nWrite it anew: {Regenerate}");
    }

    [Fact]
    public void It_has_the_data_view_two_searches_and_three_dashboards()
    {
        Assert.Equal(
            [
                ("index-pattern", "logs-*"),
                ("search", "[Logs Atlassian Cloud] Audit events"),
                ("search", "[Logs Atlassian Cloud] Failed sign-ins and admin changes"),
                ("dashboard", "[Logs Atlassian Cloud] Overview"),
                ("dashboard", "[Logs Atlassian Cloud] Authentication"),
                ("dashboard", "[Logs Atlassian Cloud] MSP overview"),
            ],
            Objects.Select(one => (one.Text("type"), one.Object("attributes").Text("title"))));
        Assert.Distinct(Objects.Select(one => one.Text("id")));
    }

    [Fact]
    public void Nothing_is_wrong_with_any_object() => Assert.Empty(Objects.SelectMany(SavedObjectRules.Problems));

    [Fact]
    public void Every_reference_is_of_the_file_and_of_use()
    {
        var all = Objects.Select(one => (one.Text("type"), one.Text("id"))).ToHashSet();
        foreach (var one in Objects)
        {
            var references = one.List("references").ToList();
            Assert.Distinct(references.Select(reference => reference.Text("name")));
            Assert.All(references, reference => Assert.Contains((reference.Text("type"), reference.Text("id")), all));
            var text = one.Object("attributes").ToJsonString();
            Assert.All(references, reference => Assert.Contains(Used(reference.Text("name")), text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void It_is_the_same_at_every_call() => Assert.Equal(KibanaAssets.File(KibanaAssets.Ours), KibanaAssets.File(KibanaAssets.Ours));

    /// <summary>What refers: a control by its id, a panel's layer or search by the name behind the panel's.</summary>
    private static string Used(string name) =>
        name.StartsWith("controlGroup_", StringComparison.Ordinal) ? name["controlGroup_".Length..name.IndexOf(':')] : name[(name.IndexOf(':') + 1)..];

    private static string[] Lines(byte[] file) => Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Differences(string[] before, string[] after)
    {
        var report = new StringBuilder();
        for (var i = 0; i < Math.Max(before.Length, after.Length); i++)
        {
            var (old, @new) = (before.ElementAtOrDefault(i) ?? "", after.ElementAtOrDefault(i) ?? "");
            var same = old.Zip(@new).TakeWhile(pair => pair.First == pair.Second).Count();
            if (old != @new)
                report.AppendLine($"line {i + 1}, character {same + 1}:\n- {Around(old, same)}\n+ {Around(@new, same)}");
        }

        return report.ToString();
    }

    private static string Around(string text, int at) => text[Math.Max(0, Math.Min(at - 60, text.Length))..Math.Min(text.Length, at + 120)];

    private static string Repository([CallerFilePath] string here = "")
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(directory.FullName, "AtlassianAudit.Orleans.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException($"{here} is not in the repository.");
        return directory.FullName;
    }
}
