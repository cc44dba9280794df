using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Graph.Ports;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>A node of a snapshot. Immutable.</summary>
public sealed class GraphNode
{
    /// <summary>Its number in the snapshot; small, and free for another node once this one is gone.</summary>
    public required int Slot { get; init; }

    /// <summary>As <see cref="NodeId"/> writes it.</summary>
    public required string Id { get; init; }

    /// <summary>What it stands for.</summary>
    public required NodeKind Kind { get; init; }

    /// <summary>The crate that answers for the name; null for other kinds and for a name that no manifest has.</summary>
    public CrateRecord? Crate { get; init; }

    /// <summary>What the crate says of ports.</summary>
    public ImmutableArray<PortClaim> Claims { get; init; } = [];

    /// <summary>Edges of the crate that were left out, because it says more than <c>CrateFacts.MostEdges</c>.</summary>
    public int LeftOut { get; init; }

    /// <summary>Something points at it, and nothing is there: no manifest of the name, nobody who binds the port, no such crate.</summary>
    public required bool Unresolved { get; init; }

    /// <summary>Edges that leave it, in order.</summary>
    public required EdgeList Out { get; init; }

    /// <summary>Edges that enter it, in order.</summary>
    public required EdgeList In { get; init; }

    /// <summary>One JSON object, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Length of the id as a JSON string, with its quotes: it stands first in <see cref="Json"/>.</summary>
    internal int IdLength { get; init; }

    /// <summary>The id as a JSON string.</summary>
    internal ReadOnlySpan<byte> IdJson => Json.Span.Slice(GraphJson.IdAt, IdLength);

    /// <summary>The name without the kind.</summary>
    public string Name => NodeId.NameOf(Id);
}
