using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Ports;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph.Edit;

/// <summary>A node while a batch of changes touches it.</summary>
internal sealed class NodeDraft(string id, int slot, GraphNode? before)
{
    private readonly EdgeChanges _out = new();
    private readonly EdgeChanges _in = new();
    private CrateRecord? _crate = before?.Crate;
    private ImmutableArray<PortClaim> _claims = before?.Claims ?? [];
    private int _leftOut = before?.LeftOut ?? 0;

    internal string Id => id;

    internal int Slot => slot;

    internal GraphNode? Before => before;

    internal void Stand(CrateRecord? crate, CrateFacts facts) => (_crate, _claims, _leftOut) = (crate, facts.Claims, facts.LeftOut);

    internal void AddOut(GraphEdge edge) => _out.Added.Add(edge);

    internal void AddIn(GraphEdge edge) => _in.Added.Add(edge);

    internal void RemoveOut(EdgeFact edge) => _out.Removed.Add(edge);

    internal void RemoveIn(EdgeFact edge) => _in.Removed.Add(edge);

    /// <summary>The node as it is after the batch; null when nothing holds it any longer.</summary>
    internal GraphNode? Freeze()
    {
        var (outgoing, outEnds) = _out.ApplyTo(before?.Out ?? [], before?.OutEnds ?? [], edge => edge.To);
        var (incoming, inEnds) = _in.ApplyTo(before?.In ?? [], before?.InEnds ?? [], edge => edge.From);
        if (_crate is null && outgoing.Length == 0 && incoming.Length == 0)
        {
            return null;
        }

        var kind = before?.Kind ?? NodeId.KindOf(id);
        var unresolved = IsUnresolved(kind, outgoing, incoming);
        var sameText = before is not null && before.Unresolved == unresolved && ReferenceEquals(before.Crate, _crate) && before.LeftOut == _leftOut;
        return new GraphNode
        {
            Slot = slot,
            Id = id,
            Kind = kind,
            Crate = _crate,
            Claims = _claims,
            LeftOut = _leftOut,
            Unresolved = unresolved,
            Out = outgoing,
            In = incoming,
            OutEnds = outEnds,
            InEnds = inEnds,
            Json = sameText ? before!.Json : GraphJson.Write(id, kind, unresolved, _crate, _leftOut),
        };
    }

    /// <summary>A port is there when somebody binds it or when it is the sister or mirror of one; a capability always; a foundation is no crate, so never.</summary>
    private bool IsUnresolved(NodeKind kind, GraphEdge[] outgoing, GraphEdge[] incoming) => kind switch
    {
        NodeKind.Crate => _crate is null,
        NodeKind.Port => outgoing.Length == 0 && !Array.Exists(incoming, edge => edge.Kind == EdgeKind.Binds),
        NodeKind.Capability => false,
        _ => true,
    };
}
