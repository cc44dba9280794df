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

/// <summary>Which edges a walk takes.</summary>
internal static class Walks
{
    /// <summary>Whether it takes an edge of this kind at the node that the edge leaves.</summary>
    internal static bool TakesOut(this Walk walk, EdgeKind kind) => walk is Walk.Out or Walk.Both || (walk != Walk.In && kind.TargetDepends() == (walk == Walk.NeededBy));

    /// <summary>Whether it takes an edge of this kind, backwards, at the node that the edge enters.</summary>
    internal static bool TakesIn(this Walk walk, EdgeKind kind) => walk is Walk.In or Walk.Both || (walk != Walk.Out && kind.TargetDepends() == (walk == Walk.Needs));
}
