using System.Collections.Immutable;

namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>The wire words of nodes and edges.</summary>
public static class GraphWords
{
    /// <summary>Words of the kinds of nodes, by their number.</summary>
    public static ImmutableArray<string> NodeKinds { get; } = ["crate", "port", "capability", "foundation"];

    /// <summary>Words of the kinds of edges, by their number.</summary>
    public static ImmutableArray<string> EdgeKinds { get; } = ["depends_on", "binds", "references", "sister_of", "mirror_of", "provides"];

    /// <summary>The wire word.</summary>
    public static string Word(this NodeKind kind) => NodeKinds[(int)kind];

    /// <summary>The wire word.</summary>
    public static string Word(this EdgeKind kind) => EdgeKinds[(int)kind];

    /// <summary>
    /// Which end of an edge depends on the other: true when the target depends on the source (a bound port on its crate, a
    /// capability on who provides it), false when the source depends on the target.
    /// </summary>
    public static bool TargetDepends(this EdgeKind kind) => kind is EdgeKind.Binds or EdgeKind.Provides;
}
