namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>The slot graph at one revision of the registry. Immutable: reads never wait for writes.</summary>
public sealed class GraphSnapshot
{
    private readonly SlotTable _nodes;
    private readonly IdOrder _order;

    internal GraphSnapshot(string epoch, long revision, SlotTable nodes, IdOrder order, KindCounts counts)
        => (Epoch, Revision, _nodes, _order, Counts) = (epoch, revision, nodes, order, counts);

    /// <summary>The registry's epoch.</summary>
    public string Epoch { get; }

    /// <summary>The registry's revision that this graph shows.</summary>
    public long Revision { get; }

    /// <summary>How many of each kind.</summary>
    public KindCounts Counts { get; }

    /// <summary>How many nodes.</summary>
    public int Count => _order.Count;

    /// <summary>One more than the highest slot.</summary>
    public int Capacity => _nodes.Capacity;

    internal SlotTable Table => _nodes;

    internal IdOrder Order => _order;

    /// <summary>The node in a slot that is in use.</summary>
    public GraphNode this[int slot] => _nodes[slot]!;

    /// <summary>The node of an id, or null.</summary>
    public GraphNode? Find(string id) => _order.Find(id) is var slot and >= 0 ? _nodes[slot] : null;

    /// <summary>Every node, in the order of the ids.</summary>
    public IEnumerable<GraphNode> Nodes() => _order.Slots().Select(slot => _nodes[slot]!);

    /// <summary>Ids that begin with <paramref name="prefix"/>, in order.</summary>
    public IEnumerable<string> Ids(string prefix) => _order.Ids(prefix);

    internal static GraphSnapshot Empty(string epoch) => new(epoch, 0, SlotTable.Empty, IdOrder.Empty, KindCounts.None);
}
