using AtlassianAudit.Benchmarks;
using BenchmarkDotNet.Running;

if (args is ["coalescing"])
    await Coalescing.RunAsync();
else
    BenchmarkSwitcher.FromAssembly(typeof(MappingBenchmarks).Assembly).Run(args);
