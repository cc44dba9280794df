namespace Ctas7.CrateDiscovery.Graph.Edit;

/// <summary>Gives nodes their slots: the numbers of nodes that are gone first. Not thread-safe.</summary>
internal sealed class SlotNumbers
{
    private readonly Stack<int> _free = new();
    private int _next;

    internal int Take() => _free.TryPop(out var slot) ? slot : _next++;

    internal void Return(int slot) => _free.Push(slot);
}
