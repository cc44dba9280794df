using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ctas7.Benchmarks.Harness;
using Ctas7.Testing;

namespace Ctas7.Benchmarks.Discovery;

/// <summary>
/// What the service puts on top of its web server: crates of a registry of 2,000 from the real process with its brokers, against bare Kestrel
/// that sends the same headers and bytes. Both sides in the same run, one after the other.
/// </summary>
public sealed partial class ApiBenchmark : IBenchmark
{
    private const int Crates = 2_000;
    private const int Connections = 64;
    private static readonly TimeSpan Run = TimeSpan.FromSeconds(2);
    private static readonly string[] OfTheTransfer = ["Date", "Transfer-Encoding", "Connection", "Content-Length"];
    private static readonly (string What, string Target)[] Questions =
    [
        ("one crate", "/api/crates/ctas7-crate-1000"),
        ("list, default page (100)", "/api/crates"),
        ("list, limit=1000", "/api/crates?limit=1000"),
    ];

    /// <inheritdoc/>
    public string Name => "api";

    /// <inheritdoc/>
    public string Summary => $"GET of one crate and of lists from a registry of {Crates:#,0}, at the service, against bare Kestrel with the same bytes ({Connections} connections)";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var folder = Directory.CreateTempSubdirectory("ctas7-bench-api-").FullName;
        try
        {
            MakeCrates(folder);
            await using var redis = await RedisServer.StartAsync();
            await using var rabbitMq = await RabbitMqServer.StartAsync();
            var port = FreePorts.One();
            await using var service = StartService(context, port, redis, rabbitMq, folder);
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Eventually.True(async () => await CountAsync(client, cancellation) == Crates, "every crate is registered", TimeSpan.FromSeconds(60));
            await using var bare = Peer.Start("dotnet", [typeof(ApiBenchmark).Assembly.Location, BareServer.Role]);
            var answers = await Task.WhenAll(Questions.Select(question => ReadAsync(client, question.Target, cancellation)));
            await bare.SendAsync(JsonSerializer.Serialize(answers));
            var floor = (await bare.ReadAsync<Listening>(TimeSpan.FromSeconds(20))).Port;
            var rows = new List<Comparison>();
            foreach (var (what, target) in Questions)
            {
                rows.Add(await CompareAsync(context, what, target, port, floor, cancellation));
            }

            return rows;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Comparison> CompareAsync(
        BenchmarkContext context, string what, string target, int service, int bare, CancellationToken cancellation)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var run = -2; run < context.Runs; run++)
        {
            BenchmarkContext.Say($"{what}, {(run < 0 ? "warm-up" : $"run {run + 1}")}");
            var (mine, floor) = (await WrkAsync(service, target, cancellation), await WrkAsync(bare, target, cancellation));
            if (run >= 0)
            {
                ours.Add(mine);
                theirs.Add(floor);
            }
        }

        return Comparison.AtLeast(what, "requests/s", Sample.Of(ours), "bare Kestrel", Sample.Of(theirs), 0.9);
    }

    private static async Task<double> WrkAsync(int port, string target, CancellationToken cancellation)
    {
        var seconds = Run.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var output = await Peer.RunAsync(
            "wrk", ["-t1", $"-c{Connections}", $"-d{seconds}s", $"http://127.0.0.1:{port}{target}"], TimeSpan.FromSeconds(30), cancellation: cancellation);
        return !output.Contains("Non-2xx", StringComparison.Ordinal) && RequestsPerSecond().Match(output) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"wrk against {target} did not get answers only of 2xx: {output}");
    }

    private static async Task<BareServer.Answer> ReadAsync(HttpClient client, string target, CancellationToken cancellation)
    {
        using var response = await client.GetAsync(target, cancellation);
        response.EnsureSuccessStatusCode();
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => !OfTheTransfer.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => KeyValuePair.Create(header.Key, string.Join(", ", header.Value)));
        return new BareServer.Answer(target, [.. headers], await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    private static async Task<int> CountAsync(HttpClient client, CancellationToken cancellation)
    {
        using var response = await client.GetAsync("/api/crates?limit=1", cancellation);
        return int.Parse(response.Headers.GetValues("X-Total-Count").Single(), CultureInfo.InvariantCulture);
    }

    private static Peer StartService(BenchmarkContext context, int port, RedisServer redis, RabbitMqServer rabbitMq, string root) => Peer.Start(
        "dotnet",
        [Path.Combine(context.Repository, "artifacts", "bin", "CrateDiscovery", "release", "CrateDiscovery.dll")],
        environment: new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ConnectionStrings__redis"] = redis.ConnectionString,
            ["ConnectionStrings__rabbitmq"] = rabbitMq.ConnectionString,
            ["Discovery__Roots__0"] = root,
            ["Logging__LogLevel__Default"] = "Warning",
        });

    private static void MakeCrates(string folder)
    {
        for (var crate = 0; crate < Crates; crate++)
        {
            var path = Directory.CreateDirectory(Path.Combine(folder, $"ctas7-crate-{crate}")).FullName;
            File.WriteAllText(Path.Combine(path, "smart-crate.toml"), Manifest(crate));
        }
    }

    private static string Manifest(int crate) => $"""
        [smart-crate]
        name = "ctas7-crate-{crate}"
        version = "1.0.{crate}"
        edition = "2021"
        smart_crate_version = "1.2.0"
        foundation = "ctas7-foundation-core"
        classification = "service"
        tesla_grade = true

        [smart_meta]
        description = "Crate number {crate} of a registry that is asked over and over"
        domains = ["bench"]
        capabilities = ["rest", "grpc"]

        [ports]
        rest = {18000 + (crate % 1000)}

        [qa]
        phd_suite_enabled = true
        minimum_score = 90

        [dependencies]
        core = "ctas7-foundation-core"
        """;

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex RequestsPerSecond();

    private sealed record Listening(int Port);
}
