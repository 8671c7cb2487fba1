using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(AtlassianAudit.Benchmarks.MappingBenchmarks).Assembly).Run(args);
