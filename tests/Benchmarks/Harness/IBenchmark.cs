namespace Ctas7.Benchmarks.Harness;

/// <summary>One named measurement against a peer or floor in the same run. Found by its type; needs a parameterless constructor.</summary>
public interface IBenchmark
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>One line: what is done and against what.</summary>
    string Summary { get; }

    /// <summary>Measures; a peer that cannot be had is an exception that says how to get it, never a made-up figure.</summary>
    Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkContext context, CancellationToken cancellation);
}
