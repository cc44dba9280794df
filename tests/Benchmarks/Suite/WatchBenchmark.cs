using System.Diagnostics;
using System.Text.Json;
using Ctas7.Benchmarks.Harness;
using Ctas7.Testing;
using Ctas7.Testing.Suite;

namespace Ctas7.Benchmarks.Suite;

/// <summary>The main job through the real suite: a manifest is saved, a client behind the gateway hears of it.</summary>
public sealed class WatchBenchmark : IBenchmark
{
    private const int Manifests = 2_000;
    private const int Saves = 300;

    /// <inheritdoc/>
    public string Name => "watch";

    /// <inheritdoc/>
    public string Summary => $"save one of {Manifests:#,0} manifests → event on a WebSocket client through gateway, bus and realtime ({Saves} saves a run)";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var suite = new SuiteUnderTest
        {
            Prepare = workspace =>
            {
                for (var crate = 0; crate < Manifests; crate++)
                {
                    workspace.Save($"crate-{crate}", "0.0.0");
                }
            },
        };
        await suite.InitializeAsync();
        try
        {
            await using var client = await EventClient.ConnectAsync(suite.WebSocketDoor);
            await MeasureAsync(suite, client, "warm-up", Saves);
            var medians = new List<double>();
            var tails = new List<double>();
            for (var run = 0; run < context.Runs; run++)
            {
                var sorted = (await MeasureAsync(suite, client, $"run {run + 1}", Saves)).Order().ToList();
                medians.Add(Sample.Quantile(sorted, 0.5));
                tails.Add(Sample.Quantile(sorted, 0.99));
            }

            return [Comparison.Within("save → event, p50", "ms", Sample.Of(medians), 30), Comparison.Within("save → event, p99", "ms", Sample.Of(tails), 100)];
        }
        finally
        {
            await suite.DisposeAsync();
        }
    }

    private static async Task<List<double>> MeasureAsync(SuiteUnderTest suite, EventClient client, string run, int saves)
    {
        BenchmarkContext.Say(run);
        var times = new List<double>(saves);
        for (var save = 0; save < saves; save++)
        {
            var name = $"crate-{Random.Shared.Next(Manifests)}";
            var version = $"1.{save}.{Stopwatch.GetTimestamp()}";
            var start = Stopwatch.GetTimestamp();
            suite.Workspace.Save(name, version);
            SeenEvent? seen = null;
            await Eventually.True(() => (seen = client.Seen.LastOrDefault(candidate => IsOf(candidate.Data, version))) is not null, $"{name} {version} is told");
            times.Add(Stopwatch.GetElapsedTime(start, seen!.ReceivedAt).TotalMilliseconds);
        }

        return times;
    }

    private static bool IsOf(JsonElement data, string version) =>
        data.TryGetProperty("crate", out var crate) && crate.GetProperty("version").GetString() == version;
}
