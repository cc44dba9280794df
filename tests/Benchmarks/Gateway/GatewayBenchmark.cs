using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ctas7.Benchmarks.Harness;
using Ctas7.Testing;

namespace Ctas7.Benchmarks.Gateway;

/// <summary>
/// What the gateway costs: one crate and a list of 2,000, from the same upstream directly, through the gateway, and
/// through nginx. Neither proxy writes an access log; the gateway's rate limit is lifted, everything else is as it runs.
/// </summary>
public sealed partial class GatewayBenchmark : IBenchmark
{
    private const int Rate = 1_000;
    private const int Connections = 64;
    private const string One = "/api/crates/one";
    private const string List = "/api/crates/list";
    private static readonly TimeSpan Run = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public string Name => "gateway";

    /// <inheritdoc/>
    public string Summary => $"GET of one crate and of 2,000 through the gateway, against direct and nginx proxy_pass with keep-alive ({Connections} connections; {Rate:#,0} requests/s)";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        await using var upstream = await NginxServer.StartAsync(
            "default_type application/json; server { listen 127.0.0.1:PORT reuseport; root FOLDER; location = /health { return 200 '{}'; } location /api/crates/ { alias FOLDER/; } }",
            ("one", Crates(1)),
            ("list", Crates(2_000)));
        await using var nginx = await NginxServer.StartAsync($$"""
            proxy_max_temp_file_size 0;
            upstream service { server 127.0.0.1:{{upstream.Port}}; keepalive 256; }
            server { listen 127.0.0.1:PORT reuseport; location / { proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; } }
            """);
        var port = FreePorts.One();
        await using var gateway = StartGateway(context, port, upstream.Port);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Eventually.True(async () => (await client.GetAsync(At(port, One), cancellation)).IsSuccessStatusCode, "the gateway answers");

        return
        [
            await LatencyAsync(context, client, upstream.Port, port, nginx.Port, cancellation),
            await ThroughputAsync(context, "one crate", One, port, nginx.Port, cancellation),
            await ThroughputAsync(context, "2,000 crates", List, port, nginx.Port, cancellation),
        ];
    }

    private static async Task<Comparison> LatencyAsync(
        BenchmarkContext context, HttpClient client, int direct, int gateway, int nginx, CancellationToken cancellation)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var run = -1; run < context.Runs; run++)
        {
            BenchmarkContext.Say($"latency, {(run < 0 ? "warm-up" : $"run {run + 1}")}");
            var floor = await MedianAsync(client, direct, cancellation);
            var (through, peer) = (await MedianAsync(client, gateway, cancellation), await MedianAsync(client, nginx, cancellation));
            if (run >= 0)
            {
                ours.Add(through - floor);
                theirs.Add(peer - floor);
            }
        }

        var added = Sample.Of(ours);
        return new Comparison($"added p50 at {Rate:#,0} requests/s", "ms", added, "nginx", Sample.Of(theirs), "≤ 0.5 ms", added.Median <= 0.5);
    }

    private static async Task<double> MedianAsync(HttpClient client, int port, CancellationToken cancellation) =>
        Sample.Quantile(await PacedLoad.RunAsync(client, At(port, One), Rate, Run, cancellation), 0.5);

    private static async Task<Comparison> ThroughputAsync(
        BenchmarkContext context, string what, string path, int gateway, int nginx, CancellationToken cancellation)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var run = -2; run < context.Runs; run++)
        {
            BenchmarkContext.Say($"{what}, {(run < 0 ? "warm-up" : $"run {run + 1}")}");
            var (mine, peer) = (await WrkAsync(At(gateway, path), cancellation), await WrkAsync(At(nginx, path), cancellation));
            if (run >= 0)
            {
                ours.Add(mine);
                theirs.Add(peer);
            }
        }

        return Comparison.AtLeast($"{what}, {Connections} connections", "requests/s", Sample.Of(ours), "nginx", Sample.Of(theirs), 0.5);
    }

    private static async Task<double> WrkAsync(Uri target, CancellationToken cancellation)
    {
        var seconds = Run.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var output = await Peer.RunAsync("wrk", ["-t1", $"-c{Connections}", $"-d{seconds}s", target.ToString()], TimeSpan.FromSeconds(30), cancellation: cancellation);
        return !output.Contains("Non-2xx", StringComparison.Ordinal) && RequestsPerSecond().Match(output) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"wrk against {target} did not get answers only of 2xx: {output}");
    }

    private static Peer StartGateway(BenchmarkContext context, int port, int upstream) => Peer.Start(
        "dotnet",
        [Path.Combine(context.Repository, "artifacts", "bin", "Gateway", "release", "Gateway.dll")],
        Path.Combine(context.Repository, "gateway"),
        new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["services__crate-discovery__http__0"] = $"http://127.0.0.1:{upstream}",
            ["Gateway__Limits__RequestsPerSecond"] = "1000000",
            ["Gateway__Limits__Burst"] = "1000000",
            ["Logging__LogLevel__Default"] = "Warning",
        });

    private static Uri At(int port, string path) => new($"http://127.0.0.1:{port}{path}");

    private static byte[] Crates(int count) => Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Range(0, count).Select(Crate)) + "]");

    private static string Crate(int number) => $$"""
        {"name":"ctas7-crate-{{number}}","version":"1.0.{{number}}","edition":"2021","smart_crate_version":"1.2.0","foundation":"ctas7-foundation-core","classification":"service","tesla_grade":true,"ports":{"rest":{{18000 + (number % 1000)}}},"qa_metrics":{"phd_suite_enabled":true,"minimum_score":90,"code_coverage_minimum":80},"path":"crates/ctas7-crate-{{number}}/smart-crate.toml","state":"current","issues":[],"dependencies":[{"name":"ctas7-foundation-core"}],"revision":{{number}}}
        """;

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex RequestsPerSecond();
}
