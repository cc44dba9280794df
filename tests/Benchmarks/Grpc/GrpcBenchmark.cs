using System.Diagnostics;
using Ctas7.Benchmarks.Grpc.Protos;
using Ctas7.Benchmarks.Harness;
using Grpc.Net.Client;

namespace Ctas7.Benchmarks.Grpc;

/// <summary>Calls per second of our client and server against grpc-js client and server; every side is a process of its own.</summary>
public sealed class GrpcBenchmark : IBenchmark
{
    private const int MessagesPerStream = 1_000;
    private const double Aim = 3;
    private static readonly TimeSpan Run = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public string Name => "grpc";

    /// <inheritdoc/>
    public string Summary => "gRPC on loopback, client and server in separate processes, one channel";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var folder = Path.Combine(context.Peers, "grpc");
        await using var ourServer = Peer.Start("dotnet", [typeof(GrpcBenchmark).Assembly.Location, BenchServer.Role]);
        await using var theirServer = Peer.Start("node", ["server.mjs"], folder);
        var ourPort = (await ourServer.ReadAsync<Listening>(Patience)).Port;
        var theirPort = (await theirServer.ReadAsync<Listening>(Patience)).Port;
        await using var theirClient = Peer.Start("node", ["client.mjs", $"{theirPort}"], folder);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{ourPort}");
        var ourClient = new Bench.BenchClient(channel);

        var rows = new List<Comparison>();
        (string, int, string)[] cases = [("unary", 1, "calls/s"), ("unary", 64, "calls/s"), ("stream", 1, "messages/s"), ("stream", 64, "messages/s")];
        foreach (var (kind, callers, unit) in cases)
        {
            var what = kind == "unary" ? $"unary, {callers} callers" : $"server streaming, {MessagesPerStream} messages a call, {callers} callers";
            BenchmarkContext.Say(what);
            await MeasureAsync(ourClient, kind, callers, WarmUp, cancellation);
            await AskAsync(theirClient, kind, callers, WarmUp);

            // The sides take turns, so that whatever else the machine does falls on both.
            List<double> ours = [], theirs = [];
            for (var run = 0; run < context.Runs; run++)
            {
                ours.Add(await MeasureAsync(ourClient, kind, callers, Run, cancellation));
                theirs.Add(await AskAsync(theirClient, kind, callers, Run));
            }

            rows.Add(Comparison.AtLeast(what, unit, Sample.Of(ours), "grpc-js", Sample.Of(theirs), Aim));
        }

        return rows;
    }

    private static async Task<double> AskAsync(Peer client, string kind, int callers, TimeSpan time)
    {
        await client.SendAsync($"{kind} {callers} {MessagesPerStream} {time.TotalMilliseconds:0}");
        return await client.ReadAsync<double>(Patience);
    }

    private static async Task<double> MeasureAsync(Bench.BenchClient client, string kind, int callers, TimeSpan time, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var done = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(Caller, cancellation)));
        return done.Sum() / clock.Elapsed.TotalSeconds;

        async Task<long> Caller()
        {
            long count = 0;
            while (clock.Elapsed < time)
            {
                count += kind == "unary" ? await UnaryAsync() : await StreamAsync();
            }

            return count;
        }

        async Task<int> UnaryAsync()
        {
            await client.UnaryAsync(new Ask { Name = "crate" }, cancellationToken: cancellation);
            return 1;
        }

        async Task<int> StreamAsync()
        {
            using var call = client.Stream(new Ask { Name = "crate", Count = MessagesPerStream }, cancellationToken: cancellation);
            var seen = 0;
            while (await call.ResponseStream.MoveNext(cancellation))
            {
                seen++;
            }

            return seen == MessagesPerStream ? seen : throw new InvalidOperationException($"{seen} of {MessagesPerStream} messages");
        }
    }

    private sealed record Listening(int Port);
}
