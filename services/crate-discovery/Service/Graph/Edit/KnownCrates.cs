using Ctas7.CrateDiscovery.Graph.Ports;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph.Edit;

/// <summary>The registry's crates as the graph asks for them: by path, by name, and by what a key of a port may call them. Not thread-safe.</summary>
internal sealed class KnownCrates
{
    private static readonly IComparer<CrateRecord> AnswersFirst = Comparer<CrateRecord>.Create((x, y) =>
        (x.Manifest is null) != (y.Manifest is null) ? (x.Manifest is null ? 1 : -1) : string.CompareOrdinal(x.Path, y.Path));

    // The shortest is the one that has the key for its whole name.
    private static readonly IComparer<string> NearestFirst = Comparer<string>.Create((x, y) =>
        PortKeys.Normal(x).Length.CompareTo(PortKeys.Normal(y).Length) is var order and not 0 ? order : string.CompareOrdinal(x, y));

    private readonly Dictionary<string, CrateRecord> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, string> _pathById = [];
    private readonly Dictionary<string, List<CrateRecord>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _byKey = new(StringComparer.Ordinal);

    /// <summary>The crate whose manifest has this path, or null.</summary>
    internal CrateRecord? At(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Where the manifest of the crate with this id was last, or null. It moves without a word about the path it left.</summary>
    internal string? PathOf(Guid id) => _pathById.GetValueOrDefault(id);

    /// <summary>The crate that answers for a name, or null: of several the first by path, a readable one before one that never was.</summary>
    internal CrateRecord? Answering(string name) => _byName.TryGetValue(name, out var claimants) ? claimants[0] : null;

    /// <summary>Whether a crate says of itself that it has this name. One whose manifest was never readable is named after its folder, which says nothing of it.</summary>
    internal bool IsClaimed(string name) => Answering(name)?.Manifest is not null;

    /// <summary>The crate other than <paramref name="self"/> that the normal form of a key names, or null. A key that names the crate itself names no other.</summary>
    internal string? OwnerOf(string normalKey, string self)
        => _byKey.TryGetValue(normalKey, out var names) && !PortKeys.Names(normalKey, self) ? names.Min : null;

    internal void Put(CrateRecord crate)
    {
        Remove(PathOf(crate.Id) ?? crate.Path);
        Remove(crate.Path);
        _byPath[crate.Path] = crate;
        _pathById[crate.Id] = crate.Path;
        if (!_byName.TryGetValue(crate.Name, out var claimants))
        {
            _byName[crate.Name] = claimants = new List<CrateRecord>(1);
        }

        var wasClaimed = IsClaimed(claimants);
        claimants.Insert(~claimants.BinarySearch(crate, AnswersFirst), crate);
        if (!wasClaimed && IsClaimed(claimants))
        {
            foreach (var key in PortKeys.NamesOf(crate.Name))
            {
                Names(key).Add(crate.Name);
            }
        }
    }

    internal void Remove(string path)
    {
        if (!_byPath.Remove(path, out var crate))
        {
            return;
        }

        _pathById.Remove(crate.Id);
        var claimants = _byName[crate.Name];
        var wasClaimed = IsClaimed(claimants);
        claimants.RemoveAt(claimants.BinarySearch(crate, AnswersFirst));
        if (claimants.Count == 0)
        {
            _byName.Remove(crate.Name);
        }

        if (wasClaimed && !IsClaimed(claimants))
        {
            foreach (var key in PortKeys.NamesOf(crate.Name))
            {
                Forget(key, crate.Name);
            }
        }
    }

    private static bool IsClaimed(List<CrateRecord> claimants) => claimants.Count > 0 && claimants[0].Manifest is not null;

    private SortedSet<string> Names(string key)
    {
        if (!_byKey.TryGetValue(key, out var names))
        {
            _byKey[key] = names = new SortedSet<string>(NearestFirst);
        }

        return names;
    }

    private void Forget(string key, string name)
    {
        if (_byKey.TryGetValue(key, out var names) && names.Remove(name) && names.Count == 0)
        {
            _byKey.Remove(key);
        }
    }
}
