using System.Collections.Immutable;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Registry;
using PortClaim = Ctas7.CrateDiscovery.Graph.Ports.PortClaim;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>
/// What one reader of the claims has been told. It is compared with the graph as it is, so a reader that is slow skips what
/// is out of date, needs no queue, and never misses the last word. Not thread-safe.
/// </summary>
internal sealed class PortClaimsFeed
{
    private readonly Dictionary<string, Told> _told = new(StringComparer.Ordinal);
    private GraphSnapshot? _last;

    /// <summary>What the reader has to hear to know this snapshot; nothing when it knows it already.</summary>
    internal IEnumerable<PortClaimsChange> Advance(GraphSnapshot graph)
    {
        // Before the registry was read for the first time there is no state that could be told.
        if (ReferenceEquals(graph, _last) || graph.Epoch.Length == 0)
        {
            return [];
        }

        var changes = new List<PortClaimsChange>();
        if (graph.Epoch != _last?.Epoch)
        {
            _told.Clear();
            changes.Add(new PortClaimsChange { Position = GraphMessages.Position(graph), Reset = new Reset() });
        }

        _last = graph;
        AddChanged(graph, changes);
        AddGone(graph, changes);
        if (changes.Count > 0)
        {
            changes.Add(new PortClaimsChange { Position = GraphMessages.Position(graph), Synced = new Synced() });
        }

        return changes;
    }

    private void AddChanged(GraphSnapshot graph, List<PortClaimsChange> changes)
    {
        foreach (var node in graph.Nodes().Where(node => node.Crate is not null && !node.Claims.IsEmpty))
        {
            var now = new Told(node.Claims, node.Crate!.Path, node.Crate.State);
            if (!_told.TryGetValue(node.Name, out var before) || before != now)
            {
                _told[node.Name] = now;
                changes.Add(GraphMessages.Claims(graph, node));
            }
        }
    }

    private void AddGone(GraphSnapshot graph, List<PortClaimsChange> changes)
    {
        foreach (var name in _told.Keys.Where(name => graph.Find(NodeId.Crate(name)) is not { Crate: not null, Claims.IsEmpty: false }).ToList())
        {
            _told.Remove(name);
            changes.Add(GraphMessages.Gone(graph, name));
        }
    }

    /// <param name="Claims">Compared by reference: a crate that says the same keeps its array.</param>
    /// <param name="Path">Of its manifest.</param>
    /// <param name="State">Of its manifest.</param>
    private readonly record struct Told(ImmutableArray<PortClaim> Claims, string Path, CrateState State);
}
