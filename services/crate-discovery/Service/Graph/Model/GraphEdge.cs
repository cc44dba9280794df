namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>An edge of a snapshot: its fact, its ends as slots, and its JSON. Immutable.</summary>
public sealed class GraphEdge
{
    internal GraphEdge(EdgeFact fact, int from, int to) => (Fact, Kind, From, To, Json) = (fact, fact.Kind, from, to, GraphJson.Write(fact));

    /// <summary>What it says.</summary>
    public EdgeFact Fact { get; }

    /// <summary>What it says, in short.</summary>
    public EdgeKind Kind { get; }

    /// <summary>Slot of the node it leaves.</summary>
    public int From { get; }

    /// <summary>Slot of the node it enters.</summary>
    public int To { get; }

    /// <summary>One JSON object, UTF-8.</summary>
    public ReadOnlyMemory<byte> Json { get; }
}
