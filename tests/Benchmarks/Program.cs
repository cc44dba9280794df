using System.CommandLine;
using Ctas7.Benchmarks.Discovery;
using Ctas7.Benchmarks.Grpc;
using Ctas7.Benchmarks.Harness;

var benchmarks = BenchmarkCatalog.All;
var names = new Argument<string[]>("names")
{
    Description = "What to measure; nothing means all. Known: " + string.Join(", ", benchmarks.Select(benchmark => benchmark.Name)),
    Arity = ArgumentArity.ZeroOrMore,
};
names.AcceptOnlyFromAmong([.. benchmarks.Select(benchmark => benchmark.Name)]);
var runs = new Option<int>("--runs") { Description = "Counted runs of each side; the median is quoted.", DefaultValueFactory = _ => 5 };
runs.Validators.Add(result =>
{
    if (result.GetValue(runs) is < 3 or > 101)
    {
        result.AddError("--runs takes 3 to 101.");
    }
});

var root = new RootCommand("Measures the suite against its peers: one table per benchmark, results in bench/results/*.json.") { names, runs };
root.SetAction(async (parsed, cancellation) =>
{
    var wanted = parsed.GetValue(names) is { Length: > 0 } some ? some : [.. benchmarks.Select(benchmark => benchmark.Name)];
    foreach (var benchmark in benchmarks.Where(benchmark => wanted.Contains(benchmark.Name)))
    {
        await Report.RunAsync(benchmark, new BenchmarkContext(parsed.GetValue(runs)), cancellation);
    }
});
root.Subcommands.Add(BenchServer.Command);
root.Subcommands.Add(BareServer.Command);
return await root.Parse(args).InvokeAsync();
