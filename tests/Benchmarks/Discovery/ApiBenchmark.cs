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
    private const int Connections = 64;
    private static readonly TimeSpan Run = TimeSpan.FromSeconds(2);

    // The compiler instruments code before it optimises it: the first seconds say nothing.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);
    private static readonly string[] OfTheTransfer = ["Date", "Transfer-Encoding", "Connection", "Content-Length"];
    private static readonly (string What, string Target)[] Questions =
    [
        ("one crate", $"/api/crates/{CrateFolder.NameOf(1000)}"),
        ("list, default page (100)", "/api/crates"),
        ("list, limit=1000", "/api/crates?limit=1000"),
    ];

    /// <inheritdoc/>
    public string Name => "api";

    /// <inheritdoc/>
    public string Summary => $"GET of one crate and of lists from a registry of {CrateFolder.Crates:#,0}, at the service, against bare Kestrel with the same bytes ({Connections} connections)";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var crates = new CrateFolder();
        await using var redis = await RedisServer.StartAsync();
        await using var rabbitMq = await RabbitMqServer.StartAsync();
        var port = FreePorts.One();
        await using var service = StartService(context, port, redis, rabbitMq, crates.Path);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.True(async () => await CountAsync(client, cancellation) == CrateFolder.Crates, "every crate is registered", TimeSpan.FromSeconds(60));
        await using var bare = Peer.Start("dotnet", [typeof(ApiBenchmark).Assembly.Location, BareServer.Role]);
        var answers = await Task.WhenAll(Questions.Select(question => ReadAsync(client, question.Target, cancellation)));
        await bare.SendAsync(JsonSerializer.Serialize(answers));
        var floor = (await bare.ReadAsync<Listening>(TimeSpan.FromSeconds(20))).Port;
        var rows = new List<Comparison>();
        BenchmarkContext.Say("warm-up");
        foreach (var (_, target) in Questions)
        {
            await WrkAsync(port, target, WarmUp, cancellation);
            await WrkAsync(floor, target, WarmUp, cancellation);
        }

        foreach (var (what, target) in Questions)
        {
            rows.Add(await CompareAsync(context, what, target, port, floor, cancellation));
        }

        return rows;
    }

    private static async Task<Comparison> CompareAsync(
        BenchmarkContext context, string what, string target, int service, int bare, CancellationToken cancellation)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var run = -1; run < context.Runs; run++)
        {
            BenchmarkContext.Say($"{what}, {(run < 0 ? "warm-up" : $"run {run + 1}")}");
            var (mine, floor) = (await WrkAsync(service, target, Run, cancellation), await WrkAsync(bare, target, Run, cancellation));
            if (run >= 0)
            {
                ours.Add(mine);
                theirs.Add(floor);
            }
        }

        return Comparison.AtLeast(what, "requests/s", Sample.Of(ours), "bare Kestrel", Sample.Of(theirs), 0.9);
    }

    private static async Task<double> WrkAsync(int port, string target, TimeSpan duration, CancellationToken cancellation)
    {
        var seconds = duration.TotalSeconds.ToString(CultureInfo.InvariantCulture);
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

    /// <summary>The real process, as it runs in the suite.</summary>
    internal static Peer StartService(BenchmarkContext context, int port, RedisServer redis, RabbitMqServer rabbitMq, string root) => Peer.Start(
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

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex RequestsPerSecond();

    private sealed record Listening(int Port);
}
