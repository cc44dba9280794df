using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>
/// Tells a removal from a loss. A crate whose manifest is gone is removed, unless it looks as if more than its manifest
/// went away: another file system lies where it was, its root is empty, or most of its root's crates are gone at once.
/// It is then kept as <c>missing</c>. Thread-safe; it remembers the losses of the last seconds, so one belongs to one term.
/// </summary>
/// <param name="hold">How long such a removal is held back; zero holds none back that time would end.</param>
/// <param name="clock">Measures how long ago a loss was.</param>
public sealed class RemovalGuard(TimeSpan hold, TimeProvider clock)
{
    /// <summary>From so many crates on, a loss may be a loss of the whole.</summary>
    public const int MassCount = 10;

    /// <summary>A loss of one part in so many of a root's crates is a loss of the whole.</summary>
    public const int MassPart = 2;

    /// <summary>Losses within this time are one loss: a large tree is not deleted in one moment, and not seen in one look.</summary>
    public static readonly TimeSpan OneLoss = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<(string Root, long At, int Count)> _losses = [];

    /// <summary>Says which of the crates that are <paramref name="gone"/> are held back, and why; the others are removed.</summary>
    /// <param name="known">All crates, those that are gone included.</param>
    /// <param name="gone">Crates whose manifest is absent and did not move.</param>
    /// <param name="now">The time of this look, UTC.</param>
    /// <param name="pending">How many further crates of a root are absent and still in their grace.</param>
    internal Dictionary<string, HeldRemoval> Judge(
        IEnumerable<CrateRecord> known, IReadOnlyCollection<(CrateRecord Crate, ManifestReading Absence)> gone, DateTimeOffset now, Func<string, int> pending)
    {
        var held = new Dictionary<string, HeldRemoval>(StringComparer.Ordinal);
        var crates = new Lazy<List<CrateRecord>>(() => [.. known]);
        foreach (var group in gone.GroupBy(entry => entry.Crate.Root, StringComparer.Ordinal))
        {
            var mass = new Lazy<Loss>(() => NoteLoss(crates.Value, group.Key, group.Count(entry => entry.Crate.RemovalDue is null), pending(group.Key)));
            foreach (var (crate, absence) in group)
            {
                if (Hold(crate, absence, now, crates, mass) is { } removal)
                {
                    held[crate.Path] = removal;
                }
            }
        }

        return held;
    }

    private HeldRemoval? Hold(CrateRecord crate, ManifestReading absence, DateTimeOffset now, Lazy<List<CrateRecord>> known, Lazy<Loss> mass)
    {
        if (crate.RemovalDue is { } due)
        {
            return due > now ? new HeldRemoval(due, crate.ReadingIssues) : null;
        }

        if (crate.FileSystem is { } before && absence.Place is { } place && place.FileSystem != before)
        {
            // A disk that was exchanged holds the other crates; under a disk that is away there are none.
            var isExchanged = known.Value.Any(other => other.State != CrateState.Missing && other.FileSystem == place.FileSystem && RootPaths.Contains(place.Folder, other.Path));
            if (!isExchanged)
            {
                return HeldRemoval.Of(crate, null, $"{place.Folder} is on another file system than this crate was, so a mount is probably away. The crate is kept until it is back");
            }
        }

        if (hold == TimeSpan.Zero)
        {
            return null;
        }

        if (absence.Place?.IsEmptyRoot == true)
        {
            return HeldRemoval.Of(crate, now + hold, $"The root {crate.Root} is empty, where crates were");
        }

        return mass.Value.IsMass
            ? HeldRemoval.Of(crate, now + hold, $"At least {mass.Value.Lost} of {mass.Value.Known} crates of {crate.Root} are gone at once")
            : null;
    }

    /// <summary>Notes a loss and adds it to those of the last seconds.</summary>
    private Loss NoteLoss(List<CrateRecord> known, string root, int lost, int pending)
    {
        lock (_gate)
        {
            _losses.RemoveAll(loss => clock.GetElapsedTime(loss.At) > OneLoss);
            var before = _losses.Where(loss => loss.Root == root).Sum(loss => loss.Count);
            _losses.Add((root, clock.GetTimestamp(), lost));
            var present = known.Count(crate => crate.Root == root && crate.State != CrateState.Missing);
            return new Loss(before + lost + pending, before + present);
        }
    }

    private readonly record struct Loss(int Lost, int Known)
    {
        internal bool IsMass => Lost >= MassCount && Lost * MassPart >= Known;
    }
}
