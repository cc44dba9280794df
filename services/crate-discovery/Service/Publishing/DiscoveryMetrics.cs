using System.Diagnostics.Metrics;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Watching;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>Meter <c>Ctas7.CrateDiscovery</c>: how many crates in which state, how many folders watched, and how long a change takes to the bus.</summary>
public sealed class DiscoveryMetrics : IDisposable
{
    private readonly Meter _meter = new("Ctas7.CrateDiscovery");
    private readonly Histogram<double> _delay;

    /// <summary>Starts measuring.</summary>
    public DiscoveryMetrics(CrateRegistry registry, ManifestReader reader, CurrentTerm term)
    {
        _delay = _meter.CreateHistogram<double>("ctas7.crates.announcement.delay", "ms", "From the change in the registry to the broker's confirm.");
        _meter.CreateObservableGauge("ctas7.crates.count", () => Count(registry.Current), "{crate}", "Crates by state.");
        _meter.CreateObservableCounter("ctas7.crates.files_read", () => reader.Reads, "{file}", "Manifests and Cargo.toml files read; those with an unchanged stamp are not.");
        _meter.CreateObservableGauge("ctas7.crates.watched_folders", () => term.Find<FolderWatch>()?.Watched ?? 0, "{folder}", "Folders watched.");
        _meter.CreateObservableGauge("ctas7.crates.unwatched_folders", () => term.Find<FolderWatch>()?.Unwatched ?? 0, "{folder}", "Folders that found no watch and are polled.");
        _meter.CreateObservableCounter("ctas7.crates.watch.overflows", () => term.Find<FolderWatch>()?.Overflows ?? 0, "{overflow}", "Times the kernel dropped events; each is followed by a scan of everything.");
        _meter.CreateObservableCounter("ctas7.crates.watch.not_live", () => term.Find<FolderWatch>()?.History.NotLive.TotalSeconds ?? 0, "s", "Time in which changes were not known at once.");
        _meter.CreateObservableGauge("ctas7.crates.held_paths", () => term.Find<HeldPaths>()?.Count ?? 0, "{path}", "Broken or absent manifests in their grace.");
        _meter.CreateObservableGauge("ctas7.crates.held_removals", () => term.Find<HeldRemovals>()?.Count ?? 0, "{crate}", "Crates that are gone and kept as missing.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Announced(TimeSpan delay, string kind) => _delay.Record(delay.TotalMilliseconds, new KeyValuePair<string, object?>("kind", kind));

    private static IEnumerable<Measurement<int>> Count(RegistrySnapshot snapshot)
        => snapshot.ByPath.Values
            .GroupBy(crate => crate.State)
            .Select(group => new Measurement<int>(group.Count(), new KeyValuePair<string, object?>("state", CrateJson.NameOf(group.Key))));
}
