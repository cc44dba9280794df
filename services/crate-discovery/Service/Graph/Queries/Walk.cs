using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>How a walk goes from node to node.</summary>
internal enum Walk
{
    /// <summary>Along edges as they are drawn.</summary>
    Out,

    /// <summary>Against edges as they are drawn.</summary>
    In,

    /// <summary>Either way.</summary>
    Both,

    /// <summary>To what the node depends on, whichever way the edge is drawn (<see cref="GraphWords.TargetDepends"/>).</summary>
    Needs,

    /// <summary>To what depends on the node.</summary>
    NeededBy,
}

/// <summary>Steps of walks.</summary>
internal static class Walks
{
    /// <summary>Adds every step from a node: the edge, and the slot it leads to.</summary>
    internal static void Add(this Walk walk, GraphNode node, GraphFilter filter, List<Step> steps)
    {
        foreach (var edge in walk == Walk.In ? [] : node.Out)
        {
            if (filter.Sees(edge.Kind) && (walk is Walk.Out or Walk.Both || edge.Kind.TargetDepends() == (walk == Walk.NeededBy)))
            {
                steps.Add(new Step(edge, edge.To));
            }
        }

        foreach (var edge in walk == Walk.Out ? [] : node.In)
        {
            if (filter.Sees(edge.Kind) && (walk is Walk.In or Walk.Both || edge.Kind.TargetDepends() == (walk == Walk.Needs)))
            {
                steps.Add(new Step(edge, edge.From));
            }
        }
    }
}

/// <summary>One step of a walk.</summary>
/// <param name="Edge">The edge.</param>
/// <param name="To">Slot of the node it leads to, which may be either end.</param>
internal readonly record struct Step(GraphEdge Edge, int To);
