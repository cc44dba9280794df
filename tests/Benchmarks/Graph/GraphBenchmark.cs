using System.Diagnostics;
using Ctas7.Benchmarks.Harness;
using Ctas7.CrateDiscovery.Graph.Answers;
using Ctas7.CrateDiscovery.Graph.Edit;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;

namespace Ctas7.Benchmarks.Graph;

/// <summary>The slot graph's queries with their JSON, and its upkeep, against the stated 50 ms.</summary>
public sealed class GraphBenchmark : IBenchmark
{
    private const double MostMilliseconds = 50;
    private const int Updates = 200;
    private const int WarmUps = 10;
    private const int Depth = 64;
    private const int UsualRate = 100;
    private static readonly TimeSpan WhileWritingLasts = TimeSpan.FromSeconds(3);
    private static readonly GraphCut Largest = new(GraphCut.MostNodes, GraphCut.MostEdges);
    private static readonly GraphCut Usual = new(GraphCut.DefaultNodes, GraphCut.DefaultEdges);

    /// <inheritdoc/>
    public string Name => "graph";

    /// <inheritdoc/>
    public string Summary => "slot graph of 10,000 crates, 30,000 ports and 10,000 capabilities: every query with its JSON, the largest over HTTP, the change of a crate, and queries while a writer writes";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        BenchmarkContext.Say("making the registry");
        var registry = new LargeRegistry();
        var writer = new GraphWriter(registry.Registry.Current);
        var graph = writer.Current;
        BenchmarkContext.Say($"{graph.Count:#,0} nodes, {graph.Counts.TotalEdges:#,0} edges");
        var rows = new List<Comparison>();
        foreach (var (what, query) in Queries())
        {
            BenchmarkContext.Say(what);
            var length = Enumerable.Range(0, WarmUps).Max(_ => query(graph));
            var times = Enumerable.Range(0, context.Runs).Select(_ => Time(() => query(graph))).ToList();
            rows.Add(Comparison.Within($"{what} ({length / 1024.0:#,0} KiB)", "ms", Sample.Of(times), MostMilliseconds));
        }

        rows.AddRange(await OverHttpAsync(registry, graph, context.Runs, cancellation));
        rows.AddRange(Upkeep(registry, writer, context.Runs));
        rows.AddRange(await WhileWritingAsync(registry, writer, UsualRate, cancellation));
        rows.AddRange(await WhileWritingAsync(registry, writer, int.MaxValue, cancellation));
        return rows;
    }

    private static IEnumerable<(string What, Func<GraphSnapshot, long> Query)> Queries()
    {
        yield return ("everything", graph => Written(AnswerJson.Graph(Neighbourhood.Everything(graph, GraphFilter.All, Largest, default), null, 1, GraphDirection.Both)));
        yield return ("everything, cut to the default", graph => Written(AnswerJson.Graph(Neighbourhood.Everything(graph, GraphFilter.All, Usual, default), null, 1, GraphDirection.Both)));
        yield return ("one crate's neighbours", graph => Around(graph, Crate(graph, 7777), 1, Usual));
        yield return ("a foundation's 2,000 neighbours", graph => Around(graph, Crate(graph, 1), 1, Largest));
        yield return ("a neighbourhood that reaches everything", graph => Around(graph, Crate(graph, 1), Depth, Largest));
        yield return ("a path", graph => Written(AnswerJson.Path(ShortestPath.Find(graph, Crate(graph, 7777), Crate(graph, 1), GraphDirection.Out, GraphFilter.All, default)!, GraphDirection.Out)));
        yield return ("the impact of a foundation", graph => Written(AnswerJson.Impact(Impact.Of(graph, Crate(graph, 1), Depth, GraphFilter.All, Largest, default), Crate(graph, 1))));
        yield return ("cycles, of one group of 10,000", graph =>
        {
            var cycles = Cycles.Of(graph, default);
            return Written(AnswerJson.Cycles(Cycles.View(graph, cycles), cycles, cycles.Count));
        }
        );
    }

    private static List<Comparison> Upkeep(LargeRegistry registry, GraphWriter writer, int runs)
    {
        BenchmarkContext.Say("changes");
        var (times, bytes) = (new List<double>(), new List<double>());
        for (var run = -1; run < runs; run++)
        {
            var batches = Enumerable.Range(0, Updates).Select(update => registry.Change(update * 37 % LargeRegistry.Crates, run + 2)).ToList();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var took = Time(() => batches.ForEach(batch => writer.Apply(batch)));
            if (run >= 0)
            {
                times.Add(took * 1000 / Updates);
                bytes.Add((GC.GetAllocatedBytesForCurrentThread() - before) / 1024.0 / Updates);
            }
        }

        return
        [
            new Comparison("one crate changes (version, dependency, capability)", "µs", Sample.Of(times)),
            new Comparison("… allocated", "KiB", Sample.Of(bytes)),
            new Comparison("the whole graph from nothing", "ms", Sample.Of(Enumerable.Range(0, 3).Select(_ => Time(() => GC.KeepAlive(new GraphWriter(registry.Registry.Current)))))),
        ];
    }

    private static async Task<List<Comparison>> OverHttpAsync(LargeRegistry registry, GraphSnapshot graph, int runs, CancellationToken cancellation)
    {
        BenchmarkContext.Say("over HTTP");
        await using var server = await GraphServer.StartAsync(registry.Registry, graph, cancellation);
        var rows = new List<Comparison>();
        foreach (var (what, path) in new[]
        {
            ("everything", $"/api/graph?limit={GraphCut.MostNodes}&edge_limit={GraphCut.MostEdges}"),
            ("the impact of a foundation", $"/api/graph/impact/{Crate(graph, 1).Name}?limit={GraphCut.MostNodes}"),
        })
        {
            var times = new List<double>();
            for (var run = -WarmUps; run < runs; run++)
            {
                var start = Stopwatch.GetTimestamp();
                await server.ReadAsync(path, cancellation);
                if (run >= 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }

            rows.Add(Comparison.Within($"{what}, over HTTP to its last byte", "ms", Sample.Of(times), MostMilliseconds));
        }

        return rows;
    }

    private static async Task<IEnumerable<Comparison>> WhileWritingAsync(LargeRegistry registry, GraphWriter writer, int perSecond, CancellationToken cancellation)
    {
        BenchmarkContext.Say(perSecond == int.MaxValue ? "queries while a writer writes without a pause" : $"queries while a writer writes {perSecond} changes/s");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var written = 0;
        var clock = Stopwatch.StartNew();
        var writing = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; written++)
            {
                while (written > clock.Elapsed.TotalSeconds * perSecond)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                }

                writer.Apply(registry.Change(written % LargeRegistry.Crates, 1000 + (written / LargeRegistry.Crates)));
            }
        }, CancellationToken.None);
        var (near, all) = (new List<double>(), new List<double>());
        while (clock.Elapsed < WhileWritingLasts)
        {
            near.Add(Time(() => Around(writer.Current, Crate(writer.Current, near.Count % LargeRegistry.Crates), 2, Usual)));
            if (near.Count % 20 == 0)
            {
                all.Add(Time(() => Written(AnswerJson.Graph(Neighbourhood.Everything(writer.Current, GraphFilter.All, Largest, default), null, 1, GraphDirection.Both))));
            }
        }

        var rate = written / clock.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await writing;
        near.Sort();
        all.Sort();
        return
        [
            Comparison.Within($"neighbours at depth 2 during {rate:#,0} changes/s, p50 of {near.Count:#,0}", "ms", Sample.Of([Sample.Quantile(near, 0.5)]), MostMilliseconds),
            Comparison.Within("… p99", "ms", Sample.Of([Sample.Quantile(near, 0.99)]), MostMilliseconds),
            Comparison.Within("… slowest", "ms", Sample.Of([near[^1]]), MostMilliseconds),
            Comparison.Within($"everything between them, p50 of {all.Count:#,0}", "ms", Sample.Of([Sample.Quantile(all, 0.5)]), MostMilliseconds),
            Comparison.Within("… p99", "ms", Sample.Of([Sample.Quantile(all, 0.99)]), MostMilliseconds),
        ];
    }

    private static long Around(GraphSnapshot graph, GraphNode root, int depth, GraphCut cut)
        => Written(AnswerJson.Graph(Neighbourhood.Around(graph, root, depth, GraphDirection.Both, GraphFilter.All, cut, default), root, depth, GraphDirection.Both));

    /// <summary>Every byte of the answer is written, into a buffer that is used again and again, as that of a connection is.</summary>
    private static long Written(AnswerBody answer)
    {
        var sink = new ByteSink();
        answer.WriteTo(sink);
        return sink.Written;
    }

    private static GraphNode Crate(GraphSnapshot graph, int number) => graph.Find($"crate:ctas7-service-x{number:D5}y")!;

    private static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
