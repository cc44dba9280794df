using System.Diagnostics;
using Ctas7.Benchmarks.Harness;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Watching;
using Ctas7.Toml;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Ctas7.Benchmarks.Discovery;

/// <summary>A whole scan, reading and parsing included, against the walk alone of a finder known to be fast.</summary>
public sealed class ScanBenchmark : IBenchmark
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public string Name => "scan";

    /// <inheritdoc/>
    public string Summary => $"{CrateTree.Crates * CrateTree.FoldersPerCrate * CrateTree.FilesPerFolder:#,0} files, {CrateTree.Crates * CrateTree.FoldersPerCrate:#,0} folders, "
        + $"{CrateTree.Crates:#,0} manifests: walk, read, parse and validate into a new registry, against fdfind, which only walks; and what the API has of its speed meanwhile";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        BenchmarkContext.Say("making the tree");
        using var tree = new CrateTree();
        var (finds, scans, rescans, watched) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = -2; run < context.Runs; run++)
        {
            BenchmarkContext.Say(run < 0 ? "warm-up" : $"run {run + 1}");
            var find = await FindAsync(tree, cancellation);
            using var plain = new Discovery(tree.Path, watch: false);
            using var watching = new Discovery(tree.Path, watch: true);
            var (first, again, withWatches) = (plain.Scan(CrateTree.Crates), plain.Scan(0), watching.Scan(CrateTree.Crates));
            if (run >= 0)
            {
                finds.Add(find);
                scans.Add(first);
                rescans.Add(again);
                watched.Add(withWatches);
            }
        }

        return
        [
            Comparison.AtMost("scan into a new registry", "ms", Sample.Of(scans), "fdfind", Sample.Of(finds), 1.0),
            Comparison.AtMost("scan again, nothing changed", "ms", Sample.Of(rescans), "fdfind", Sample.Of(finds), 1.0),
            new Comparison("first scan, every folder watched", "ms", Sample.Of(watched), "fdfind", Sample.Of(finds)),
            .. await ApiWhileScanning.CompareAsync(context, tree, cancellation),
        ];
    }

    private static async Task<double> FindAsync(CrateTree tree, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var output = await Peer.RunAsync("fdfind", ["-u", "-t", "f", "^smart-crate\\.toml$", tree.Path], Limit, cancellation: cancellation);
        var took = clock.Elapsed.TotalMilliseconds;
        var found = output.Count(letter => letter == '\n');
        return found == CrateTree.Crates ? took : throw new InvalidOperationException($"fdfind found {found} manifests of {CrateTree.Crates}.");
    }

    /// <summary>The scanning half of the service, as it runs there.</summary>
    private sealed class Discovery : IDisposable
    {
        private readonly FolderWatch _watch;
        private readonly Scanner _scanner;

        internal Discovery(string root, bool watch)
        {
            var options = Options.Create(new DiscoveryOptions { Roots = [root], Watch = watch });
            var roots = new ScanRoots(options.Value.Roots);
            var registry = new CrateRegistry(TimeProvider.System);
            var reader = new ManifestReader(new ManifestParser(TomlVersion.Toml10), TimeProvider.System);
            _watch = new FolderWatch(options, TimeProvider.System, NullLogger<FolderWatch>.Instance);
            var reconciler = new Reconciler(
                registry, reader, roots, new HeldPaths(TimeProvider.System), new HeldRemovals(registry, TimeProvider.System), options, TimeProvider.System);
            _scanner = new Scanner(roots, new PruneRules([]), reader, registry, reconciler, _watch, options);
        }

        public void Dispose() => _watch.Dispose();

        /// <summary>Milliseconds of a scan that must make so many changes.</summary>
        internal double Scan(int changes)
        {
            var counters = new WalkCounters();
            var clock = Stopwatch.StartNew();
            var changed = _scanner.ScanAll(counters, CancellationToken.None);
            var took = clock.Elapsed.TotalMilliseconds;
            return (changed, counters.Manifests) == (changes, CrateTree.Crates)
                ? took
                : throw new InvalidOperationException($"The scan made {changed} changes of {changes} wanted, with {counters.Manifests} manifests met.");
        }
    }
}
