using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Api;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Graph.Edit;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Validation;

/// <summary>The names in one manifest among those of all crates: its own, and those of what it depends on.</summary>
internal sealed class NameChecks(Manifest manifest, CrateRecord? self, string path, bool isPlaced, ClaimIndex others, ManifestPlaces places)
{
    // Looking for near names costs; a manifest of a megabyte could name a hundred thousand crates that nobody knows.
    private const int MostUnknown = 50;
    private const int MostSearches = 10;

    private readonly ImmutableArray<ManifestIssue>.Builder _issues = ImmutableArray.CreateBuilder<ManifestIssue>();
    private int _unknown;

    /// <summary>What there is to say.</summary>
    internal ImmutableArray<ManifestIssue> Run()
    {
        CheckName();
        CheckFoundation();
        foreach (var dependency in manifest.Dependencies)
        {
            CheckDependency(dependency);
        }

        return _issues.ToImmutable();
    }

    private void CheckName()
    {
        var claimant = others.Snapshot.ByPath.Values.FirstOrDefault(crate => crate.Manifest is not null && crate.Name == manifest.Name && crate.Path != self?.Path);
        if (claimant is not null)
        {
            Add(IssueSeverity.Warning, IssueCodes.DuplicateName,
                $"A crate is named {manifest.Name} already, at {claimant.Path}. Give each crate its own name.", places.Root("name"));
        }

        if (self?.Manifest is not null && self.Name != manifest.Name)
        {
            var users = others.Snapshot.ByPath.Values.Count(crate => crate.Manifest is { } other
                && crate.Path != self.Path
                && (other.Foundation == self.Name || other.Dependencies.Any(dependency => dependency.Name == self.Name)));
            Add(IssueSeverity.Warning, IssueCodes.CrateRenamed,
                $"This crate is named {self.Name} now, and {(users == 1 ? "1 crate depends" : $"{users} crates depend")} on it by that name: change them with it.", places.Root("name"));
        }
    }

    private void CheckFoundation()
    {
        if (manifest.Foundation.Length > 0 && !IsKnown(manifest.Foundation))
        {
            AddUnknown(IssueCodes.UnknownFoundation, "foundation", manifest.Foundation, places.Root("foundation"));
        }
    }

    private void CheckDependency(CrateDependency dependency)
    {
        if (IsKnown(dependency.Name))
        {
            return;
        }

        if (dependency.Path.Length > 0)
        {
            var at = isPlaced ? CrateFacts.ManifestIn(RootPaths.Parent(path), dependency.Path) : null;
            if (at is not null && !others.Snapshot.ByPath.ContainsKey(at))
            {
                AddUnknown(IssueCodes.UnknownDependency, $"dependency {dependency.Key}", dependency.Path, places.Dependency(dependency.Key), $"no crate is at {at}");
            }
        }
        else if (dependency.Requirement.Length == 0)
        {
            // With a version and without a path it comes from a package registry, which is none of ours.
            AddUnknown(IssueCodes.UnknownDependency, $"dependency {dependency.Key}", dependency.Name, places.Dependency(dependency.Key));
        }
    }

    private bool IsKnown(string name) => name == manifest.Name || (others.Answering(name) is { Manifest: not null } crate && crate.Path != self?.Path);

    private void AddUnknown(string code, string what, string name, TomlPosition? place, string? why = null)
    {
        if (_unknown++ >= MostUnknown)
        {
            return;
        }

        var nearest = why is null && _unknown <= MostSearches
            ? NearestNames.Of(name, others.Snapshot.ByPath.Values.Where(crate => crate.Path != self?.Path).Select(crate => crate.Name).Distinct(StringComparer.Ordinal))
            : [];
        var hint = nearest.Count == 0 ? "" : $" Nearest: {string.Join(", ", nearest)}.";
        Add(IssueSeverity.Warning, code, $"The {what} is not known: {why ?? $"no crate is named '{Shortened(name)}'"}.{hint}", place);
    }

    private static string Shortened(string name) => name.Length <= CrateNames.MaxLength ? name : $"{name.AsSpan(0, CrateNames.MaxLength)}…";

    private void Add(IssueSeverity severity, string code, string message, TomlPosition? place)
        => _issues.Add(new ManifestIssue(severity, code, message, path, place?.Line ?? 0, place?.Column ?? 0));
}
