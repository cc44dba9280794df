using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Ports;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph.Edit;

/// <summary>A node while a batch of changes touches it.</summary>
internal sealed class NodeDraft(string id, int slot, GraphNode? before)
{
    private readonly EdgeChanges _out = new(outgoing: true);
    private readonly EdgeChanges _in = new(outgoing: false);
    private CrateRecord? _crate = before?.Crate;
    private ImmutableArray<PortClaim> _claims = before?.Claims ?? [];
    private int _leftOut = before?.LeftOut ?? 0;

    internal string Id => id;

    internal int Slot => slot;

    internal GraphNode? Before => before;

    internal void Stand(CrateRecord? crate, CrateFacts facts) => (_crate, _claims, _leftOut) = (crate, facts.Claims, facts.LeftOut);

    internal void AddOut(GraphEdge edge) => _out.Add(edge);

    internal void AddIn(GraphEdge edge) => _in.Add(edge);

    internal void RemoveOut(EdgeFact edge) => _out.Remove(edge);

    internal void RemoveIn(EdgeFact edge) => _in.Remove(edge);

    /// <summary>The node as it is after the batch; null when nothing holds it any longer.</summary>
    internal GraphNode? Freeze(GraphJson json)
    {
        var outgoing = _out.ApplyTo(before?.Out ?? default, json);
        var incoming = _in.ApplyTo(before?.In ?? default, json);
        if (_crate is null && outgoing.IsEmpty && incoming.IsEmpty)
        {
            return null;
        }

        var kind = before?.Kind ?? NodeId.KindOf(id);
        var unresolved = IsUnresolved(kind, outgoing, incoming);
        var sameText = before is not null && before.Unresolved == unresolved && ReferenceEquals(before.Crate, _crate) && before.LeftOut == _leftOut;
        var (text, idLength) = sameText ? (before!.Json, before.IdLength) : json.Node(id, kind, unresolved, _crate, _leftOut);
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
            Json = text,
            IdLength = idLength,
        };
    }

    /// <summary>A port is there when somebody binds it or when it is the sister or mirror of one; a capability always; a foundation is no crate, so never.</summary>
    private bool IsUnresolved(NodeKind kind, EdgeList outgoing, EdgeList incoming) => kind switch
    {
        NodeKind.Crate => _crate is null,
        NodeKind.Port => outgoing.IsEmpty && !incoming.HasKind(EdgeKind.Binds),
        NodeKind.Capability => false,
        _ => true,
    };
}
