namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>The other end of an edge and its kind in one number, so that a walk over many edges reads arrays of numbers and no objects.</summary>
internal static class EdgeEnd
{
    private const int KindBits = 3;

    internal static int Of(int slot, EdgeKind kind) => (slot << KindBits) | (int)kind;

    internal static int Slot(int end) => end >> KindBits;

    internal static EdgeKind Kind(int end) => (EdgeKind)(end & ((1 << KindBits) - 1));
}
