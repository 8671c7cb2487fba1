using System.Diagnostics;
using System.Globalization;

namespace AtlassianAudit.Benchmarks.Fuzzing;

/// <summary><c>fuzz --events N --seed S</c>: 0 where everything held, 1 with the events that broke it, or where one made a field that the templates do not have.</summary>
internal static class FuzzCommand
{
    private const int MostShown = 10;

    public static async Task<int> RunAsync(string[] options)
    {
        var (events, seed) = (Option(options, "--events", 1_000_000), (ulong)Option(options, "--seed", 1));
        var accepted = await AcceptedDocuments.SetUpAsync(CancellationToken.None);
        var run = new FuzzRun(accepted);
        var fields = accepted.Fields;
        var watch = Stopwatch.StartNew();
        long broken = 0;
        for (long i = 0; i < events && broken < MostShown; i++)
        {
            var one = FuzzRun.SeedOf(seed, i);
            var mutated = Mutation.Of(Mutation.Event(one), one);
            if (Problem(run, mutated) is not { } problem)
                continue;
            broken++;
            Console.WriteLine($"event {i.ToString(CultureInfo.InvariantCulture)}: {problem}\n{FuzzRun.Excerpt(mutated)}\n");
        }

        foreach (var (what, count) in run.Counts)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,10:N0}  {what}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Counts.Values.Sum():N0} events of seed {seed} in {watch.Elapsed.TotalSeconds:0} s: {broken} broken; {accepted.Fields - fields} fields beside those of the templates."));
        return broken == 0 && accepted.Fields == fields ? 0 : 1;
    }

    private static string? Problem(FuzzRun run, byte[] mutated)
    {
        try
        {
            return run.Check(mutated);
        }
        catch (Exception exception)
        {
            return $"Crashed: {exception}";
        }
    }

    private static long Option(string[] options, string name, long otherwise) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? long.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
