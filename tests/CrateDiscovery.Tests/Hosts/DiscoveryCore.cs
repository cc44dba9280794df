using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Watching;
using Ctas7.Testing;
using Ctas7.Toml;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>Scan, watch and registry on a real disk, without the network around them.</summary>
public sealed class DiscoveryCore : IAsyncDisposable
{
    private readonly List<RegistryChange> _changes = [];
    private readonly CancellationTokenSource _term = new();
    private readonly Term _own = new(TimeProvider.System);
    private readonly IOptions<DiscoveryOptions> _options;
    private ManifestFollower? _follower;
    private Task _following = Task.CompletedTask;

    public DiscoveryCore(params string[] roots)
        : this(new DiscoveryOptions { Roots = roots, WalkThreads = 2 }) { }

    /// <param name="fileClock">What the reader takes the time from; an <see cref="AheadClock"/> lets every file look old.</param>
    public DiscoveryCore(DiscoveryOptions settings, TimeProvider? fileClock = null)
    {
        Reader = new ManifestReader(new ManifestParser(TomlVersion.Toml10), fileClock ?? TimeProvider.System, settings.HonourGitIgnore);
        var options = _options = Options.Create(settings);
        Roots = new ScanRoots(settings.Roots);
        Prune = new PruneRules(settings.Prune);
        Registry.Changed += changes =>
        {
            lock (_changes)
            {
                _changes.AddRange(changes);
            }
        };
        Removals = new HeldRemovals(Registry, TimeProvider.System);
        Watch = new FolderWatch(options, TimeProvider.System, NullLogger<FolderWatch>.Instance);
        Reconciler = new Reconciler(Registry, Reader, Roots, Held, Removals, options, TimeProvider.System);
        Scanner = new Scanner(Roots, Prune, Reader, Registry, Reconciler, Watch, options);
    }

    public ManifestReader Reader { get; }

    public CrateRegistry Registry { get; } = new(TimeProvider.System);

    public HeldPaths Held { get; } = new(TimeProvider.System);

    public HeldRemovals Removals { get; }

    public ScanRequests Requests { get; } = new(TimeProvider.System);

    public ScanRoots Roots { get; }

    public PruneRules Prune { get; }

    public FolderWatch Watch { get; }

    public Reconciler Reconciler { get; }

    public Scanner Scanner { get; }

    /// <summary>Everything that ever changed.</summary>
    public IReadOnlyList<RegistryChange> Changes
    {
        get
        {
            lock (_changes)
            {
                return [.. _changes];
            }
        }
    }

    /// <summary>What the next run remembers of this one.</summary>
    public IReadOnlyList<RememberedCrate> Remembered => [.. Crates.Select(crate => new RememberedCrate(
        crate.Id, crate.Path, crate.DiscoveredAt, crate.ContentHash, crate.File, crate.Manifest is { } manifest ? () => manifest : null, crate.StaleSince))];

    public IReadOnlyList<CrateRecord> Crates => [.. Registry.Current.ByPath.Values];

    /// <summary>Scans everything once, on this thread.</summary>
    public WalkCounters Scan(bool confirmRemovals = false)
    {
        var counters = new WalkCounters();
        Scanner.ScanAll(counters, CancellationToken.None, confirmRemovals: confirmRemovals);
        return counters;
    }

    /// <summary>Scans everything, and again until nothing is held: as the follower would once the grace is over.</summary>
    public async Task ScanAndSettleAsync()
    {
        Scan();
        await Eventually.True(
            () =>
            {
                Reconciler.LookAtDue();
                return Held.Count == 0;
            },
            "nothing is held");
    }

    /// <summary>Follows the disk from here on.</summary>
    public Task FollowAsync()
    {
        _follower = new ManifestFollower(
            Watch, Held, Removals, Reconciler, Scanner, Roots, Prune, Registry, Requests, TimeProvider.System, NullLogger<ManifestFollower>.Instance);
        _following = _follower.RunAsync(_term.Token);
        return Task.CompletedTask;
    }

    /// <summary>Follows the disk and scans as the service does: at the start, when asked, and when something is not watched. Returns after the first scan.</summary>
    /// <param name="earlier">What an earlier run knew.</param>
    public async Task LiveAsync(IReadOnlyList<RememberedCrate>? earlier = null)
    {
        await FollowAsync();
        var firstScan = new FirstScan();
        var scans = new ScanCoordinator(
            _own, Scanner, Requests, Roots, Watch, Registry, new Memory(earlier ?? []), new NoObserver(), firstScan, Held, new RegistryOrigin(), _options, TimeProvider.System, NullLogger<ScanCoordinator>.Instance);
        _following = Task.WhenAll(_following, scans.RunAsync(_term.Token));
        await firstScan.Done;
        await Eventually.True(() => scans.Running is null, "the first scan is over");
    }

    public Task<CrateRecord> Crate(string path, Func<CrateRecord, bool> wanted, string what)
        => Eventually.Get(() => Task.FromResult(Registry.Current.ByPath.GetValueOrDefault(path)!), crate => crate is not null && wanted(crate), what);

    public Task Gone(string path) => Eventually.True(() => !Registry.Current.ByPath.ContainsKey(path), $"{path} is gone");

    public async ValueTask DisposeAsync()
    {
        await _term.CancelAsync();
        await _following;
        _follower?.Dispose();
        _term.Dispose();
        _own.Dispose();
        Watch.Dispose();
    }

    /// <summary>What an earlier run knew.</summary>
    private sealed class Memory(IReadOnlyList<RememberedCrate> crates) : IRememberedCrates
    {
        public Task<IReadOnlyList<RememberedCrate>> RecallAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<RememberedCrate>>(crates);
    }

    /// <summary>Nobody is told of scans.</summary>
    private sealed class NoObserver : IScanObserver
    {
        public void Started(ScanRun scan, IReadOnlyList<string> roots) { }

        public void Progressed(ScanRun scan) { }

        public void Finished(ScanRun scan) { }
    }
}
