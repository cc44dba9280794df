namespace Ctas7.Benchmarks.Harness;

/// <summary>Every benchmark of this program.</summary>
public static class BenchmarkCatalog
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<IBenchmark> All { get; } =
    [
        .. typeof(BenchmarkCatalog).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IBenchmark)))
            .Select(type => (IBenchmark)Activator.CreateInstance(type)!)
            .OrderBy(benchmark => benchmark.Name, StringComparer.Ordinal),
    ];
}
