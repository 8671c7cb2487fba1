using AtlassianAudit.Benchmarks;
using AtlassianAudit.Benchmarks.Fuzzing;
using BenchmarkDotNet.Running;

switch (args)
{
    case ["coalescing"]:
        await Coalescing.RunAsync();
        return 0;
    case ["ratios"]:
        await MappingRatios.RunAsync();
        return 0;
    case ["fuzz", .. var options]:
        return await FuzzCommand.RunAsync(options);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(MappingBenchmarks).Assembly).Run(args);
        return 0;
}
