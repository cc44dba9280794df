using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ctas7.Benchmarks.Harness;
using Ctas7.Testing;

namespace Ctas7.Benchmarks.Discovery;

/// <summary>GET of one crate from the real process, at rest and while one whole scan follows the other.</summary>
internal static partial class ApiWhileScanning
{
    private const int Connections = 16;
    private static readonly TimeSpan Run = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    internal static async Task<IReadOnlyList<Comparison>> CompareAsync(BenchmarkContext context, CrateTree tree, CancellationToken cancellation)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var rabbitMq = await RabbitMqServer.StartAsync();
        var port = FreePorts.One();
        await using var service = ApiBenchmark.StartService(context, port, redis, rabbitMq, tree.Path);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.True(async () => await IsScannedAsync(client, cancellation), "the first scan is over and told", TimeSpan.FromMinutes(2));
        var (rest, restTail, busy, busyTail) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = -1; run < context.Runs; run++)
        {
            BenchmarkContext.Say($"API while scanning, {(run < 0 ? "warm-up" : $"run {run + 1}")}");
            var quiet = await LoadAsync(port, cancellation);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var scans = ScanOverAndOverAsync(client, stop.Token);
            var scanned = await LoadAsync(port, cancellation);
            await stop.CancelAsync();
            if (await scans == 0)
            {
                throw new InvalidOperationException("No scan ran during the load, so it says nothing.");
            }

            if (run >= 0)
            {
                rest.Add(quiet.Rate);
                restTail.Add(quiet.Tail);
                busy.Add(scanned.Rate);
                busyTail.Add(scanned.Tail);
            }
        }

        return
        [
            Comparison.AtLeast("GET one crate while scans run", "requests/s", Sample.Of(busy), "at rest", Sample.Of(rest), 0.5),
            Comparison.AtMost("its p99", "ms", Sample.Of(busyTail), "at rest", Sample.Of(restTail), 2),
        ];
    }

    private static async Task<(double Rate, double Tail)> LoadAsync(int port, CancellationToken cancellation)
    {
        var seconds = Run.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var target = $"http://127.0.0.1:{port}/api/crates/{CrateTree.NameOf(CrateTree.Crates / 2)}";
        var output = await Peer.RunAsync("wrk", ["-t1", $"-c{Connections}", $"-d{seconds}s", "--latency", target], TimeSpan.FromSeconds(30), cancellation: cancellation);
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || RequestsPerSecond().Match(output) is not { Success: true } rate || Tail().Match(output) is not { Success: true } tail)
        {
            throw new InvalidOperationException($"wrk against {target} did not get answers only of 2xx: {output}");
        }

        var unit = tail.Groups[2].Value switch { "us" => 0.001, "s" => 1000, _ => 1 };
        return (double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), unit * double.Parse(tail.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>Asks for the next scan whenever none runs, until it is stopped.</summary>
    /// <returns>How many it asked for.</returns>
    private static async Task<int> ScanOverAndOverAsync(HttpClient client, CancellationToken stop)
    {
        var asked = 0;
        try
        {
            while (true)
            {
                if (await IsIdleAsync(client, stop))
                {
                    using var answer = await client.PostAsync("/api/crates/rescan", null, stop);
                    answer.EnsureSuccessStatusCode();
                    asked++;
                }

                await Task.Delay(Pause, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return asked;
        }
    }

    private static async Task<bool> IsScannedAsync(HttpClient client, CancellationToken cancellation)
        => await ReportAsync(client, cancellation) is { } report
            && report.GetProperty("last").ValueKind == JsonValueKind.Object
            && report.GetProperty("unannounced").GetInt32() == 0
            && report.GetProperty("running").ValueKind == JsonValueKind.Null;

    private static async Task<bool> IsIdleAsync(HttpClient client, CancellationToken cancellation)
        => (await ReportAsync(client, cancellation)).GetProperty("running").ValueKind == JsonValueKind.Null;

    private static async Task<JsonElement> ReportAsync(HttpClient client, CancellationToken cancellation)
    {
        using var stream = await client.GetStreamAsync("/api/crates/scan", cancellation);
        return await JsonSerializer.DeserializeAsync<JsonElement>(stream, cancellationToken: cancellation);
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex RequestsPerSecond();

    [GeneratedRegex(@"99%\s+([0-9.]+)(us|ms|s)")]
    private static partial Regex Tail();
}
