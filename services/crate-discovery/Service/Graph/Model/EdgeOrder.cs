namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>The one order of edges: by from, kind, to, source, key, who says it, then the rest; ordinal.</summary>
public static class EdgeOrder
{
    /// <summary>Of facts.</summary>
    public static IComparer<EdgeFact> Facts { get; } = Comparer<EdgeFact>.Create(Compare);

    /// <summary>Of edges, by their facts.</summary>
    public static IComparer<GraphEdge> Edges { get; } = Comparer<GraphEdge>.Create((x, y) => Compare(x.Fact, y.Fact));

    internal static int Compare(EdgeFact x, EdgeFact y)
    {
        var order = string.CompareOrdinal(x.From, y.From);
        order = order != 0 ? order : x.Kind.CompareTo(y.Kind);
        order = order != 0 ? order : string.CompareOrdinal(x.To, y.To);
        order = order != 0 ? order : string.CompareOrdinal(x.Source, y.Source);
        order = order != 0 ? order : string.CompareOrdinal(x.Key, y.Key);
        order = order != 0 ? order : string.CompareOrdinal(x.DeclaredBy, y.DeclaredBy);
        order = order != 0 ? order : string.CompareOrdinal(x.Requirement, y.Requirement);
        return order != 0 ? order : string.CompareOrdinal(x.Owner, y.Owner);
    }
}
