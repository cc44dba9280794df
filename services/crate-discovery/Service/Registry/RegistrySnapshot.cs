using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>The registry at one revision. Immutable: reads never wait for writes.</summary>
public sealed class RegistrySnapshot
{
    internal RegistrySnapshot(
        string epoch,
        long revision,
        ImmutableSortedDictionary<string, CrateRecord> byPath,
        ImmutableDictionary<string, ImmutableSortedSet<string>> pathsByName,
        ImmutableDictionary<Guid, string> pathById,
        ImmutableDictionary<FileIdentity, string> pathByFile,
        ImmutableSortedDictionary<string, ManifestIssue> folderIssues,
        long issuesRevision)
    {
        (Epoch, Revision, ByPath, PathsByName, PathById, PathByFile, FolderIssues, IssuesRevision)
            = (epoch, revision, byPath, pathsByName, pathById, pathByFile, folderIssues, issuesRevision);
    }

    /// <summary>A registry that holds exactly these.</summary>
    internal static RegistrySnapshot Of(
        string epoch,
        long revision,
        IReadOnlyCollection<CrateRecord> crates,
        IEnumerable<ManifestIssue> folderIssues,
        long issuesRevision,
        IEnumerable<RemovedCrate> removed)
    {
        var files = ImmutableDictionary.CreateBuilder<FileIdentity, string>();
        foreach (var crate in crates.Where(crate => crate.File is not null))
        {
            files[crate.File!.Value] = crate.Path;
        }

        return new RegistrySnapshot(
            epoch,
            revision,
            crates.ToImmutableSortedDictionary(crate => crate.Path, crate => crate, StringComparer.Ordinal),
            crates.Where(crate => crate.Manifest is not null).GroupBy(crate => crate.Name, StringComparer.Ordinal)
                .ToImmutableDictionary(group => group.Key, group => group.Select(crate => crate.Path).ToImmutableSortedSet(StringComparer.Ordinal), StringComparer.Ordinal),
            crates.ToImmutableDictionary(crate => crate.Id, crate => crate.Path),
            files.ToImmutable(),
            folderIssues.ToImmutableSortedDictionary(issue => issue.Path, issue => issue, StringComparer.Ordinal),
            issuesRevision)
        {
            Removed = [.. removed],
        };
    }

    /// <summary>Identity of the registry that counts <see cref="Revision"/>.</summary>
    public string Epoch { get; }

    /// <summary>Rises by one per change of a crate.</summary>
    public long Revision { get; }

    /// <summary>Rises with every change of <see cref="FolderIssues"/>.</summary>
    public long IssuesRevision { get; }

    /// <summary>Every crate, by the path of its manifest, in ordinal order.</summary>
    public ImmutableSortedDictionary<string, CrateRecord> ByPath { get; }

    /// <summary>What is wrong with roots and folders, by path.</summary>
    public ImmutableSortedDictionary<string, ManifestIssue> FolderIssues { get; }

    /// <summary>Crates that are gone, oldest first: at most <see cref="RemovedCrate.Most"/>, and none for longer than <see cref="RemovedCrate.Kept"/> before the last removal.</summary>
    public ImmutableList<RemovedCrate> Removed { get; init; } = [];

    internal ImmutableDictionary<string, ImmutableSortedSet<string>> PathsByName { get; }

    internal ImmutableDictionary<Guid, string> PathById { get; }

    internal ImmutableDictionary<FileIdentity, string> PathByFile { get; }

    /// <summary>The same crates with other knowledge of folders.</summary>
    internal RegistrySnapshot WithFolders(ImmutableSortedDictionary<string, ManifestIssue> issues, long issuesRevision)
        => new(Epoch, Revision, ByPath, PathsByName, PathById, PathByFile, issues, issuesRevision) { Removed = Removed };

    /// <summary>The crate that answers for <paramref name="name"/>: of several the first by path, a readable one before one that never was.</summary>
    public CrateRecord? Find(string name)
        => PathsByName.TryGetValue(name, out var paths)
            ? ByPath[paths[0]]
            : ByPath.Values.FirstOrDefault(crate => crate.Manifest is null && crate.Name == name);

    /// <summary>The crate with this id, or null.</summary>
    public CrateRecord? Find(Guid id) => PathById.TryGetValue(id, out var path) ? ByPath[path] : null;

    /// <summary>The crates whose manifest lies in <paramref name="folder"/> or below, in order of their paths; linear in the size of the registry.</summary>
    public IEnumerable<CrateRecord> Below(string folder) => ByPath.Values.Where(crate => RootPaths.Contains(folder, crate.Path));
}
