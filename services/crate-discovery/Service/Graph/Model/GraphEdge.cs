namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>An edge of a snapshot: its fact, and its ends as slots. Its JSON is kept by the <see cref="EdgeChunk"/> of the node it leaves. Immutable.</summary>
public sealed class GraphEdge
{
    internal GraphEdge(EdgeFact fact, int from, int to) => (Fact, Kind, From, To) = (fact, fact.Kind, from, to);

    /// <summary>What it says.</summary>
    public EdgeFact Fact { get; }

    /// <summary>What it says, in short.</summary>
    public EdgeKind Kind { get; }

    /// <summary>Slot of the node it leaves.</summary>
    public int From { get; }

    /// <summary>Slot of the node it enters.</summary>
    public int To { get; }
}
