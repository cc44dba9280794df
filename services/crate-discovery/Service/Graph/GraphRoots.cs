using Ctas7.CrateDiscovery.Api;
using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>Finds the node that somebody names: by its id, or a crate by its plain name.</summary>
internal static class GraphRoots
{
    internal static GraphNode? Find(GraphSnapshot graph, string text) => graph.Find(text) ?? graph.Find(NodeId.Crate(text));

    /// <summary>What may have been meant, in the form in which it was written.</summary>
    internal static IReadOnlyList<string> Nearest(GraphSnapshot graph, string text)
    {
        var prefix = GraphWords.NodeKinds.Select(kind => $"{kind}:").FirstOrDefault(prefix => text.StartsWith(prefix, StringComparison.Ordinal));
        return prefix is null
            ? NearestNames.Of(text, graph.Ids("crate:").Select(NodeId.NameOf))
            : [.. NearestNames.Of(text[prefix.Length..], graph.Ids(prefix).Select(NodeId.NameOf)).Select(name => prefix + name)];
    }

    /// <summary>Why there is no such node, for people.</summary>
    internal static string Missing(string text, IReadOnlyList<string> nearest)
    {
        var hint = nearest.Count == 0 ? "GET /api/graph lists them all; a crate is named plainly, other nodes by their id, such as port:15180." : $"Nearest: {string.Join(", ", nearest)}.";
        return $"No node of the graph is named '{NodeId.Bounded(text)}'. {hint}";
    }
}
