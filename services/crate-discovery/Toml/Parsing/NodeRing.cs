namespace Ctas7.Toml.Parsing;

/// <summary>Steps through the children of a table or array.</summary>
internal struct NodeRing(TomlDocument? document, int container)
{
    private int _left = document?.NodeAt(container).Count ?? 0;

    public readonly TomlDocument Document => document!;

    public int Current { get; private set; } = document is not null && document.NodeAt(container).Count > 0 ? document.NodeAt(container).Last : 0;

    public bool MoveNext()
    {
        if (_left == 0) return false;
        _left--;
        Current = document!.NodeAt(Current).Next;
        return true;
    }

    public void Reset() => this = new NodeRing(document, container);
}
