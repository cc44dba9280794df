using System.Buffers;
using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>
/// Tarjan's algorithm (SIAM J. Comput. 1 (2), 1972) on <c>depends_on</c>, with a stack of its own, so that a long chain of crates does
/// not end the process. Its arrays are borrowed: dispose it, and use it by one thread.
/// </summary>
internal sealed class Tarjan : IDisposable
{
    private const int NodesPerCheck = 1024;
    private readonly GraphSnapshot _graph;
    private readonly int[] _number;
    private readonly int[] _lowest;
    private readonly int[] _component;
    private readonly int[] _members;
    private readonly Stack<(int Slot, int Chunk, int Edge)> _calls = new();
    private int _memberCount;
    private int _numbers;

    internal Tarjan(GraphSnapshot graph)
    {
        _graph = graph;
        _number = Rent();
        _lowest = Rent();
        _component = Rent();
        _members = Rent();

        int[] Rent()
        {
            var array = ArrayPool<int>.Shared.Rent(graph.Capacity);
            array.AsSpan(0, graph.Capacity).Clear();
            return array;
        }
    }

    /// <summary>How many components hold a cycle; after <see cref="Run"/>.</summary>
    internal int Components { get; private set; }

    /// <summary>The number, from 1, of the component with a cycle to which a node belongs; 0 for none; below 0 while the search is under way.</summary>
    internal int ComponentOf(int slot) => _component[slot];

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_number);
        ArrayPool<int>.Shared.Return(_lowest);
        ArrayPool<int>.Shared.Return(_component);
        ArrayPool<int>.Shared.Return(_members);
    }

    internal void Run(CancellationToken cancellation)
    {
        var visited = 0;
        foreach (var node in _graph.Nodes())
        {
            if (visited++ % NodesPerCheck == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            if (node.Kind == NodeKind.Crate && _number[node.Slot] == 0)
            {
                Visit(node.Slot, cancellation);
            }
        }
    }

    private void Visit(int root, CancellationToken cancellation)
    {
        Enter(root);
        for (var calls = 0; _calls.TryPop(out var call); calls++)
        {
            if (calls % NodesPerCheck == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            if (!GoOn(call.Slot, call.Chunk, call.Edge))
            {
                Leave(call.Slot);
            }
        }
    }

    /// <summary>Goes on with the edges of a node; true when it entered another one and comes back later.</summary>
    private bool GoOn(int slot, int chunk, int at)
    {
        var chunks = _graph[slot].Out.Chunks;
        for (; chunk < chunks.Length; chunk++, at = 0)
        {
            var ends = chunks[chunk].Ends;
            for (; at < ends.Length; at++)
            {
                if (EdgeEnd.Kind(ends[at]) != EdgeKind.DependsOn)
                {
                    continue;
                }

                var to = EdgeEnd.Slot(ends[at]);
                if (_number[to] == 0)
                {
                    _calls.Push((slot, chunk, at));
                    Enter(to);
                    return true;
                }

                if (_component[to] < 0)
                {
                    _lowest[slot] = Math.Min(_lowest[slot], _lowest[to]);
                }
            }
        }

        return false;
    }

    private void Enter(int slot)
    {
        _number[slot] = _lowest[slot] = ++_numbers;
        _component[slot] = -1;
        _members[_memberCount++] = slot;
        _calls.Push((slot, 0, 0));
    }

    private void Leave(int slot)
    {
        if (_lowest[slot] != _number[slot])
        {
            return;
        }

        var component = _members[_memberCount - 1] != slot || DependsOnItself(slot) ? ++Components : 0;
        int member;
        do
        {
            member = _members[--_memberCount];
            _component[member] = component;
        }
        while (member != slot);
    }

    private bool DependsOnItself(int slot)
        => Array.Exists(_graph[slot].Out.Chunks, chunk => chunk.Ends.Contains(EdgeEnd.Of(slot, EdgeKind.DependsOn)));
}
