using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>The crates of a snapshot that is being made, by path, name, id and file: the four always say the same. For one thread.</summary>
internal sealed class CrateIndexes(RegistrySnapshot before, ConfirmedReadings confirmed)
{
    private readonly ImmutableSortedDictionary<string, CrateRecord>.Builder _byPath = before.ByPath.ToBuilder();
    private readonly ImmutableDictionary<string, ImmutableSortedSet<string>>.Builder _pathsByName = before.PathsByName.ToBuilder();
    private readonly ImmutableDictionary<Guid, string>.Builder _pathById = before.PathById.ToBuilder();
    private readonly ImmutableDictionary<FileIdentity, string>.Builder _pathByFile = before.PathByFile.ToBuilder();
    private bool _isTouched;

    /// <summary>Every crate by the path of its manifest, in ordinal order.</summary>
    internal IReadOnlyDictionary<string, CrateRecord> ByPath => _byPath;

    /// <summary>Where the crate with each id is.</summary>
    internal IReadOnlyDictionary<Guid, string> PathById => _pathById;

    /// <summary>Puts a crate in, in place of <paramref name="former"/> if that is given.</summary>
    internal void Put(CrateRecord? former, CrateRecord crate)
    {
        if (former is not null)
        {
            Drop(former);
        }

        _isTouched = true;
        _byPath[crate.Path] = crate;
        _pathById[crate.Id] = crate.Path;
        if (crate.File is { } file)
        {
            _pathByFile[file] = crate.Path;
        }

        if (crate.Manifest is not null)
        {
            _pathsByName[crate.Name] = Claimants(crate.Name).Add(crate.Path);
        }
    }

    /// <summary>Takes a crate out, and forgets what was confirmed of it. Its id stays known until <see cref="Forget"/>, as it may only move.</summary>
    internal void Drop(CrateRecord crate)
    {
        _isTouched = true;
        confirmed.Forget(crate.Path);
        _byPath.Remove(crate.Path);
        if (crate.File is { } file && _pathByFile.TryGetValue(file, out var path) && path == crate.Path)
        {
            _pathByFile.Remove(file);
        }

        if (crate.Manifest is null)
        {
            return;
        }

        var left = Claimants(crate.Name).Remove(crate.Path);
        if (left.IsEmpty)
        {
            _pathsByName.Remove(crate.Name);
        }
        else
        {
            _pathsByName[crate.Name] = left;
        }
    }

    /// <summary>No crate has this id any more.</summary>
    internal void Forget(Guid id) => _pathById.Remove(id);

    /// <summary>The paths of all readable crates with this name.</summary>
    internal ImmutableSortedSet<string> Claimants(string name)
        => _pathsByName.TryGetValue(name, out var paths) ? paths : ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The next snapshot; the same one when nothing was put in or taken out.</summary>
    /// <param name="revision">Its revision.</param>
    /// <param name="isNews">False when only files behind crates are other ones.</param>
    /// <param name="removed">Crates that are gone.</param>
    internal RegistrySnapshot Result(long revision, bool isNews, ImmutableList<RemovedCrate> removed) => !_isTouched ? before : new RegistrySnapshot(
        before.Epoch,
        revision,
        _byPath.ToImmutable(),
        isNews ? _pathsByName.ToImmutable() : before.PathsByName,
        _pathById.ToImmutable(),
        _pathByFile.ToImmutable(),
        before.FolderIssues,
        before.IssuesRevision)
    {
        Removed = removed,
    };
}
