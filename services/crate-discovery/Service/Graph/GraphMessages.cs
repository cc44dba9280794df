using System.Globalization;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Graph.Answers;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;
using Ctas7.CrateDiscovery.Registry;
using PortClaim = Ctas7.CrateDiscovery.Graph.Ports.PortClaim;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>Views and claims as protobuf messages.</summary>
internal static class GraphMessages
{
    /// <summary>Below what a client receives by default (4 MiB).</summary>
    private const int LargestBytes = 3 * 1024 * 1024;

    /// <summary>The view; ends where it would grow over 3 MiB, edges last, and says so.</summary>
    internal static GraphResponse ToMessage(GraphView view)
    {
        var response = new GraphResponse { Position = Position(view.Graph), Truncated = view.Truncated };
        var bytes = 0;
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var found in view.Nodes)
        {
            var node = ToMessage(found);
            bytes += node.CalculateSize() + 4;
            if (bytes > LargestBytes)
            {
                response.Truncated = true;
                break;
            }

            response.Nodes.Add(node);
            shown.Add(node.Id);
        }

        foreach (var found in view.Edges.Where(edge => shown.Contains(edge.Fact.From) && shown.Contains(edge.Fact.To)))
        {
            var edge = ToMessage(found.Fact);
            bytes += edge.CalculateSize() + 4;
            if (bytes > LargestBytes)
            {
                response.Truncated = true;
                break;
            }

            response.Edges.Add(edge);
        }

        foreach (var (kind, count) in GraphWords.NodeKinds.Zip(view.Found.Nodes))
        {
            response.NodeCounts[kind] = count;
        }

        foreach (var (kind, count) in GraphWords.EdgeKinds.Zip(view.Found.Edges))
        {
            response.EdgeCounts[kind] = count;
        }

        return response;
    }

    internal static CyclesResponse ToMessage(GraphSnapshot graph, IReadOnlyList<Cycle> cycles, int limit)
    {
        var response = new CyclesResponse { Position = Position(graph), Total = cycles.Count };
        var bytes = 0;
        foreach (var cycle in cycles.Take(limit))
        {
            var message = new SlotCycle { Size = cycle.Members.Count };
            message.Members.AddRange(cycle.Members.Take(AnswerJson.MostMembers).Select(member => member.Id));
            message.Path.AddRange(cycle.Path.Select(edge => ToMessage(edge.Fact)));
            bytes += message.CalculateSize() + 4;
            if (bytes > LargestBytes)
            {
                break;
            }

            response.Cycles.Add(message);
        }

        response.Truncated = response.Cycles.Count < cycles.Count;
        return response;
    }

    internal static PortClaimsChange Claims(GraphSnapshot graph, GraphNode node)
    {
        var claims = new CrateClaims { Crate = node.Name, Path = node.Crate?.Path ?? "", State = node.Crate is { } crate ? CrateJson.NameOf(crate.State) : "" };
        claims.Claims.AddRange(node.Claims.Select(ToMessage));
        return new PortClaimsChange { Position = Position(graph), Crate = claims };
    }

    internal static PortClaimsChange Gone(GraphSnapshot graph, string crate) => new() { Position = Position(graph), Crate = new CrateClaims { Crate = crate } };

    internal static RegistryPosition Position(GraphSnapshot graph) => new() { Epoch = graph.Epoch, Revision = graph.Revision };

    private static SlotNode ToMessage(ViewNode found)
    {
        var node = found.Node;
        var message = new SlotNode
        {
            Id = node.Id,
            Kind = node.Kind.Word(),
            Name = node.Name,
            Unresolved = node.Unresolved,
            Port = node.Kind == NodeKind.Port ? int.Parse(node.Name, NumberStyles.None, CultureInfo.InvariantCulture) : 0,
            State = node.Crate is { } crate ? CrateJson.NameOf(crate.State) : "",
            Version = node.Crate?.Manifest?.Version ?? "",
            Path = node.Crate?.Path ?? "",
            ViaNode = found.Before ?? "",
            ViaKind = found.Via?.Kind.Word() ?? "",
        };
        if (found.Distance >= 0)
        {
            message.Distance = found.Distance;
        }

        return message;
    }

    private static SlotEdge ToMessage(EdgeFact edge) => new()
    {
        From = edge.From,
        To = edge.To,
        Kind = edge.Kind.Word(),
        Source = edge.Source,
        Key = edge.Key,
        Requirement = edge.Requirement,
        DeclaredBy = edge.DeclaredBy,
        Owner = edge.Owner,
    };

    private static Contracts.CrateDiscovery.V1.PortClaim ToMessage(PortClaim claim) => new()
    {
        Port = claim.Port,
        Role = PortClaim.Word(claim.Role),
        Key = NodeId.Bounded(claim.Key),
        Source = claim.Source,
        Owner = claim.Owner,
        BaseKey = NodeId.Bounded(claim.BaseKey),
        BasePort = claim.BasePort,
    };
}
