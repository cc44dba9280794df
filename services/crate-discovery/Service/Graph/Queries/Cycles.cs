using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>Cycles of <c>depends_on</c>.</summary>
public static class Cycles
{
    private const int NodesPerCheck = 1024;

    /// <summary>Every strongly connected component that holds a cycle, by its first member's id.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<Cycle> Of(GraphSnapshot graph, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var components = new Tarjan(graph).Run(cancellation);
        var cycles = new List<Cycle>(components.Count);
        var componentOf = new int[graph.Capacity];
        for (var index = 0; index < components.Count; index++)
        {
            components[index].ForEach(slot => componentOf[slot] = index + 1);
        }

        foreach (var component in components)
        {
            cancellation.ThrowIfCancellationRequested();
            var members = component.ConvertAll(slot => graph[slot]);
            members.Sort((x, y) => string.CompareOrdinal(x.Id, y.Id));
            cycles.Add(new Cycle(members, Shortest(graph, members[0], componentOf)));
        }

        cycles.Sort((x, y) => string.CompareOrdinal(x.Members[0].Id, y.Members[0].Id));
        return cycles;
    }

    /// <summary>What one answer shows of cycles: the nodes and edges on their paths, each once.</summary>
    public static GraphView View(GraphSnapshot graph, IReadOnlyList<Cycle> cycles)
    {
        var nodes = cycles.SelectMany(cycle => cycle.Path).Select(edge => new ViewNode(graph[edge.From])).ToList();
        return GraphView.Whole(graph, nodes, [.. cycles.SelectMany(cycle => cycle.Path)]);
    }

    private static List<GraphEdge> Shortest(GraphSnapshot graph, GraphNode start, int[] componentOf)
    {
        var component = componentOf[start.Slot];
        var via = new Dictionary<int, GraphEdge>();
        var queue = new Queue<int>([start.Slot]);
        while (queue.TryDequeue(out var slot))
        {
            foreach (var edge in graph[slot].Out)
            {
                if (edge.Kind != EdgeKind.DependsOn || componentOf[edge.To] != component)
                {
                    continue;
                }

                if (edge.To == start.Slot)
                {
                    return Back(edge, start.Slot, via);
                }

                if (via.TryAdd(edge.To, edge))
                {
                    queue.Enqueue(edge.To);
                }
            }
        }

        return [];
    }

    private static List<GraphEdge> Back(GraphEdge last, int start, Dictionary<int, GraphEdge> via)
    {
        var path = new List<GraphEdge> { last };
        while (path[^1].From != start)
        {
            path.Add(via[path[^1].From]);
        }

        path.Reverse();
        return path;
    }

    /// <summary>Tarjan's algorithm (SIAM J. Comput. 1 (2), 1972) with a stack of its own, so that a long chain of crates does not end the process.</summary>
    private sealed class Tarjan(GraphSnapshot graph)
    {
        private readonly int[] _number = new int[graph.Capacity];
        private readonly int[] _lowest = new int[graph.Capacity];
        private readonly bool[] _open = new bool[graph.Capacity];
        private readonly Stack<int> _members = new();
        private readonly Stack<(int Slot, int Edge)> _calls = new();
        private readonly List<List<int>> _components = [];
        private int _numbers;

        internal List<List<int>> Run(CancellationToken cancellation)
        {
            var visited = 0;
            foreach (var node in graph.Nodes())
            {
                if (visited++ % NodesPerCheck == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                if (node.Kind == NodeKind.Crate && _number[node.Slot] == 0)
                {
                    Visit(node.Slot);
                }
            }

            return _components;
        }

        private void Visit(int root)
        {
            Enter(root);
            while (_calls.TryPop(out var call))
            {
                var (slot, at) = call;
                var ends = graph[slot].OutEnds;
                var entered = false;
                for (; at < ends.Length && !entered; at++)
                {
                    if (EdgeEnd.Kind(ends[at]) != EdgeKind.DependsOn)
                    {
                        continue;
                    }

                    var to = EdgeEnd.Slot(ends[at]);
                    if (_number[to] == 0)
                    {
                        _calls.Push((slot, at));
                        Enter(to);
                        entered = true;
                    }
                    else if (_open[to])
                    {
                        _lowest[slot] = Math.Min(_lowest[slot], _lowest[to]);
                    }
                }

                if (!entered)
                {
                    Leave(slot);
                }
            }
        }

        private void Enter(int slot)
        {
            _number[slot] = _lowest[slot] = ++_numbers;
            _open[slot] = true;
            _members.Push(slot);
            _calls.Push((slot, 0));
        }

        private void Leave(int slot)
        {
            if (_lowest[slot] != _number[slot])
            {
                return;
            }

            var component = new List<int>();
            int member;
            do
            {
                member = _members.Pop();
                _open[member] = false;
                component.Add(member);
            }
            while (member != slot);
            if (component.Count > 1 || Array.Exists(graph[slot].Out, edge => edge.Kind == EdgeKind.DependsOn && edge.To == slot))
            {
                _components.Add(component);
            }
        }
    }
}
