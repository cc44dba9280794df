using System.Diagnostics;
using Ctas7.Benchmarks.Harness;
using Ctas7.Testing.Suite;

namespace Ctas7.Benchmarks.Suite;

/// <summary>How long the built suite needs until every resource is healthy, and what it then occupies.</summary>
public sealed class StartBenchmark : IBenchmark
{
    private static readonly string[] NotCounted = ["redis", "rabbitmq", "aspire-dashboard"];

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public string Summary => "app host started, built and caches warm → every resource healthy; resident memory without dashboard and brokers";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var seconds = new List<double>();
        var megabytes = new List<double>();
        for (var run = -1; run < context.Runs; run++)
        {
            BenchmarkContext.Say(run < 0 ? "warm-up" : $"run {run + 1}");
            var suite = new SuiteUnderTest();
            var clock = Stopwatch.StartNew();
            await suite.InitializeAsync();
            if (run >= 0)
            {
                seconds.Add(clock.Elapsed.TotalSeconds);
                megabytes.Add(suite.Resources
                    .Where(resource => !NotCounted.Contains(resource.Resource) && resource.Pid is > 0)
                    .Select(resource => resource.Pid!.Value)
                    .Append(suite.AppHostId)
                    .Sum(ResidentMegabytes));
            }

            await suite.DisposeAsync();
        }

        return [Comparison.Within("start → all healthy", "s", Sample.Of(seconds), 20), Comparison.Within("resident, app host and services", "MB", Sample.Of(megabytes), 900)];
    }

    private static double ResidentMegabytes(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.WorkingSet64 / 1e6;
    }
}
