using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Ports;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph.Edit;

/// <summary>Everything that one crate says in the graph, as long as its questions have the same answers.</summary>
/// <param name="Edges">In order, each once.</param>
/// <param name="Claims">What it says of ports.</param>
/// <param name="Questions">What it depends on besides the crate itself.</param>
/// <param name="LeftOut">Edges over <see cref="MostEdges"/>.</param>
internal sealed record CrateFacts(ImmutableArray<EdgeFact> Edges, ImmutableArray<PortClaim> Claims, IReadOnlyCollection<Question> Questions, int LeftOut)
{
    /// <summary>Most edges of one crate. A real manifest has some dozens; one of a megabyte could have a hundred thousand.</summary>
    internal const int MostEdges = 4096;

    private const string ManifestFile = "smart-crate.toml";
    private const int LongestPath = 4096;

    /// <summary>A crate that says nothing.</summary>
    internal static CrateFacts None { get; } = new([], [], [], 0);

    /// <summary>What <paramref name="crate"/> says among the <paramref name="known"/> crates. A crate that was never readable says nothing.</summary>
    internal static CrateFacts Of(CrateRecord crate, KnownCrates known)
        => crate.Manifest is { } manifest ? new Reader(crate, manifest, known).Read() : None;

    /// <summary>The manifest's path in a folder that is written relative to another, or absolute; null for nothing usable.</summary>
    internal static string? ManifestIn(string folder, string written)
    {
        if (written.Length is 0 or > LongestPath || written.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        // Only names are computed here, and only known manifests are found by them: the disk is not asked.
        return RootPaths.Child(Path.TrimEndingDirectorySeparator(Path.GetFullPath(written, folder)), ManifestFile);
    }

    private sealed class Reader(CrateRecord crate, Manifest manifest, KnownCrates known)
    {
        private readonly SortedSet<EdgeFact> _edges = new(EdgeOrder.Facts);
        private readonly HashSet<Question> _questions = [];
        private readonly string _from = NodeId.Crate(crate.Name);
        private int _leftOut;

        internal CrateFacts Read()
        {
            var claims = PortClaims.Of(manifest, OwnerOf);
            AddFoundations();
            AddDependencies();
            AddPorts(claims);
            foreach (var capability in manifest.Capabilities.Where(capability => capability.Length > 0))
            {
                Add(_from, NodeId.Capability(capability), EdgeKind.Provides, EdgeSource.Capabilities, "");
            }

            return new CrateFacts([.. _edges], claims, _questions, _leftOut);
        }

        private void AddFoundations()
        {
            // A foundation names itself as its foundation: it builds on nothing.
            if (manifest.Foundation.Length > 0 && manifest.Foundation != manifest.Name)
            {
                Add(_from, Foundation(manifest.Foundation), EdgeKind.DependsOn, EdgeSource.Foundation, "foundation");
            }

            foreach (var required in manifest.SmartFoundations)
            {
                foreach (var preferred in required.Preferred.Where(name => name.Length > 0))
                {
                    Add(_from, Foundation(preferred), EdgeKind.DependsOn, EdgeSource.SmartFoundations, $"{required.Type}.preferred", required.MinimumVersion);
                }

                if (required.Fallback.Length > 0)
                {
                    Add(_from, Foundation(required.Fallback), EdgeKind.DependsOn, EdgeSource.SmartFoundations, $"{required.Type}.fallback", required.MinimumVersion);
                }
            }
        }

        private void AddDependencies()
        {
            foreach (var dependency in manifest.Dependencies)
            {
                AddDependency(dependency.Path, dependency.Name, EdgeSource.Dependencies, dependency.Key, dependency.Requirement);
            }

            foreach (var dependency in crate.Cargo?.PathDependencies ?? [])
            {
                AddDependency(dependency.Path, dependency.Package, EdgeSource.Cargo, dependency.Key, "");
            }
        }

        private void AddDependency(string path, string name, string source, string key, string requirement)
        {
            if ((NameIn(path) ?? name) is { Length: > 0 } target)
            {
                Add(_from, NodeId.Crate(target), EdgeKind.DependsOn, source, key, requirement);
            }
        }

        private void AddPorts(ImmutableArray<PortClaim> claims)
        {
            foreach (var claim in claims)
            {
                var port = NodeId.Port(claim.Port);
                switch (claim.Role)
                {
                    case ClaimRole.Binding:
                        Add(_from, port, EdgeKind.Binds, claim.Source, claim.Key);
                        break;
                    case ClaimRole.Reference:
                        Add(_from, port, EdgeKind.References, claim.Source, claim.Key, owner: claim.Owner);
                        break;
                    default:
                        // A port that is said to be its own sister says nothing.
                        if (claim.Port != claim.BasePort)
                        {
                            var kind = claim.Role == ClaimRole.Sister ? EdgeKind.SisterOf : EdgeKind.MirrorOf;
                            Add(port, NodeId.Port(claim.BasePort), kind, claim.Source, claim.Key);
                        }

                        break;
                }
            }
        }

        private string Foundation(string name)
        {
            _questions.Add(new Question(QuestionKind.Name, name));
            return known.IsClaimed(name) ? NodeId.Crate(name) : NodeId.Foundation(name);
        }

        private string? NameIn(string path)
        {
            if (ManifestIn(RootPaths.Parent(crate.Path), path) is not { } manifestPath)
            {
                return null;
            }

            _questions.Add(new Question(QuestionKind.Path, manifestPath));
            return known.At(manifestPath)?.Name;
        }

        private string? OwnerOf(string normalKey)
        {
            _questions.Add(new Question(QuestionKind.PortKey, normalKey));
            return known.OwnerOf(normalKey, crate.Name);
        }

        private void Add(string from, string to, EdgeKind kind, string source, string key, string requirement = "", string owner = "")
        {
            var edge = new EdgeFact(from, to, kind, source, NodeId.Bounded(key), NodeId.Bounded(requirement), crate.Name, owner);
            if (_edges.Count < MostEdges)
            {
                _edges.Add(edge);
            }
            else if (!_edges.Contains(edge))
            {
                _leftOut++;
            }
        }
    }
}
