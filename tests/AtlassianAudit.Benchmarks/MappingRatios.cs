using System.Globalization;

namespace AtlassianAudit.Benchmarks;

/// <summary>
/// <c>ratios</c>: the rows of <see cref="MappingBenchmarks"/> by processor time, the least of many short rounds in turn, and so of use on a machine that others
/// use, too.
/// </summary>
internal static class MappingRatios
{
    private const int Rounds = 60;
    private const int PagesARound = 5;

    public static async Task RunAsync()
    {
        var benchmarks = new MappingBenchmarks();
        await benchmarks.FetchAsync();
        (string Name, Func<long> Run)[] rows =
        [
            ("Utf8JsonReader, every token", benchmarks.Read), ("EventMapper, page to bulk body", () => benchmarks.Map()),
            ("EventMapper, reading only", benchmarks.Scan), ("JsonDocument + JsonSerializer", benchmarks.Trees),
        ];
        var (least, bytes) = (new double[rows.Length], new long[rows.Length]);
        Array.Fill(least, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
            for (var row = 0; row < rows.Length; row++)
                (least[row], bytes[row]) = (Math.Min(least[row], Measure(rows[row].Run, out var allocated)), allocated);
        for (var row = 0; row < rows.Length; row++)
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{rows[row].Name,-32} {least[row],8:0.000} ms a page  {least[row] / least[0],6:0.00}×  {bytes[row] / MappingBenchmarks.Events,6} bytes allocated an event"));
    }

    private static double Measure(Func<long> run, out long allocatedAPage)
    {
        var (before, allocated) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < PagesARound; i++)
            run();
        allocatedAPage = (GC.GetAllocatedBytesForCurrentThread() - allocated) / PagesARound;
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / PagesARound;
    }
}
