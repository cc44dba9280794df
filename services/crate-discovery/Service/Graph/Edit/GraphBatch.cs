using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph.Edit;

/// <summary>One batch of changes becoming the next snapshot.</summary>
internal sealed class GraphBatch(GraphSnapshot before, SlotNumbers slots)
{
    private readonly Dictionary<string, NodeDraft> _drafts = new(StringComparer.Ordinal);
    private readonly int[] _edges = [.. before.Counts.Edges];
    private readonly int[] _nodes = [.. before.Counts.Nodes];
    private int _unresolved = before.Counts.Unresolved;

    /// <summary>Says who answers for a name, null for nobody.</summary>
    internal void Stand(string name, CrateRecord? crate, CrateFacts facts)
    {
        var id = NodeId.Crate(name);
        var node = before.Find(id);
        if (!ReferenceEquals(node?.Crate, crate) || (node is not null && (node.Claims != facts.Claims || node.LeftOut != facts.LeftOut)))
        {
            Draft(id).Stand(crate, facts);
        }
    }

    /// <summary>Takes out the edges of one crate that are no more and puts in the new ones. Both are in order.</summary>
    internal void Replace(ImmutableArray<EdgeFact> old, ImmutableArray<EdgeFact> now)
    {
        var (at, to) = (0, 0);
        while (at < old.Length || to < now.Length)
        {
            var order = at == old.Length ? 1 : to == now.Length ? -1 : EdgeOrder.Compare(old[at], now[to]);
            if (order < 0)
            {
                Remove(old[at++]);
            }
            else if (order > 0)
            {
                Add(now[to++]);
            }
            else
            {
                at++;
                to++;
            }
        }
    }

    internal GraphSnapshot Finish(long revision)
    {
        using var json = new GraphJson();
        var changed = new Dictionary<int, GraphNode?>();
        var removed = new List<NodeDraft>();
        var added = new List<KeyValuePair<string, int>>();

        // A whole graph is laid down in memory in the order in which answers read it.
        foreach (var draft in before.Count == 0 ? _drafts.Values.OrderBy(draft => draft.Id, StringComparer.Ordinal) : _drafts.Values.AsEnumerable())
        {
            var after = draft.Freeze(json);
            Count(draft.Before, after);
            if (draft.Before is null && after is not null)
            {
                added.Add(new(draft.Id, draft.Slot));
            }
            else if (after is null)
            {
                removed.Add(draft);
            }

            changed[draft.Slot] = after;
        }

        var gone = removed.Where(draft => draft.Before is not null).Select(draft => draft.Id).ToList();
        var next = new GraphSnapshot(
            before.Epoch,
            revision,
            before.Table.With(changed),
            before.Order.With(gone, added),
            new KindCounts([.. _nodes], [.. _edges], _unresolved));
        removed.ForEach(draft => slots.Return(draft.Slot));
        return next;
    }

    private void Add(EdgeFact fact)
    {
        var (from, to) = (Draft(fact.From), Draft(fact.To));
        var edge = new GraphEdge(fact, from.Slot, to.Slot);
        from.AddOut(edge);
        to.AddIn(edge);
        _edges[(int)fact.Kind]++;
    }

    private void Remove(EdgeFact fact)
    {
        Draft(fact.From).RemoveOut(fact);
        Draft(fact.To).RemoveIn(fact);
        _edges[(int)fact.Kind]--;
    }

    private void Count(GraphNode? old, GraphNode? now)
    {
        if (old is not null)
        {
            _nodes[(int)old.Kind]--;
            _unresolved -= old.Unresolved ? 1 : 0;
        }

        if (now is not null)
        {
            _nodes[(int)now.Kind]++;
            _unresolved += now.Unresolved ? 1 : 0;
        }
    }

    private NodeDraft Draft(string id)
    {
        if (!_drafts.TryGetValue(id, out var draft))
        {
            var node = before.Find(id);
            _drafts[id] = draft = new NodeDraft(id, node?.Slot ?? slots.Take(), node);
        }

        return draft;
    }
}
