namespace Ctas7.Toml.Parsing;

internal ref partial struct TomlParser
{
    /// <summary>Reads <c>[a.b]</c> or <c>[[a.b]]</c> and gives the table whose keys follow, and how deep that lies.</summary>
    private bool Header(out int table, out int depth)
    {
        EndSection();
        table = 0;
        depth = 0;
        var header = _at;
        var isArray = Is(_at + 1, (byte)'[');
        _at += isArray ? 2 : 1;
        while (true)
        {
            SkipSpaces();
            var start = _at;
            if (!Key(out var key)) return false;
            SkipSpaces();
            if (++depth > _maxDepth) return FailDepth(start);
            if (Is(_at, (byte)'.'))
            {
                _at++;
                if (!EnterByHeader(ref table, ref depth, in key, start)) return false;
                continue;
            }

            if (!HeaderEnd(isArray)) return false;
            return isArray ? AppendTable(ref table, ref depth, in key, start, header) : DefineTable(ref table, in key, start, header);
        }
    }

    private bool HeaderEnd(bool isArray)
    {
        if (!Is(_at, (byte)']') || (isArray && !Is(_at + 1, (byte)']')))
        {
            return Fail(TomlErrorCode.Syntax, _at, $"Expected {(isArray ? "]]" : "]")} at the end of the header, found {Found(_at)}.");
        }

        _at += isArray ? 2 : 1;
        return true;
    }

    /// <summary>Steps into the table that a header names on its way, making it when it is new.</summary>
    private bool EnterByHeader(ref int table, ref int depth, in KeyText key, int offset)
    {
        var child = _tape.Find(table, _text, in key);
        if (child < 0)
        {
            table = _tape.AddChild(table, in key, TomlValueKind.Table, TableState.Implicit, offset);
            return true;
        }

        table = child;
        ref var node = ref _tape.Nodes[child];
        if (node.State == TableState.ArrayOfTables)
        {
            table = node.Last;
            return ++depth <= _maxDepth || FailDepth(offset);
        }

        return (node.Kind == TomlValueKind.Table && node.State != TableState.Closed)
            || FailDuplicate(in key, offset, child, "It is not a table that headers can add to.");
    }

    private bool DefineTable(ref int table, in KeyText key, int offset, int header)
    {
        var child = _tape.Find(table, _text, in key);
        if (child < 0)
        {
            table = _tape.AddChild(table, in key, TomlValueKind.Table, TableState.Defined, header);
            return true;
        }

        ref var node = ref _tape.Nodes[child];
        if (node.Kind != TomlValueKind.Table || node.State != TableState.Implicit)
        {
            return FailDuplicate(in key, offset, child, "Put all keys of a table under one header.");
        }

        node.State = TableState.Defined;
        node.Start = header;
        _tape.SetKey(child, in key);
        table = child;
        return true;
    }

    private bool AppendTable(ref int table, ref int depth, in KeyText key, int offset, int header)
    {
        if (++depth > _maxDepth) return FailDepth(offset);
        var array = _tape.Find(table, _text, in key);
        if (array < 0)
        {
            array = _tape.AddChild(table, in key, TomlValueKind.Array, TableState.ArrayOfTables, header);
        }
        else if (_tape.Nodes[array].State != TableState.ArrayOfTables)
        {
            return FailDuplicate(in key, offset, array, "It is not an array of tables, so [[…]] cannot add to it.");
        }

        table = _tape.AddElement(array, TomlValueKind.Table, TableState.Defined, header);
        return true;
    }

    private readonly void EndSection()
    {
        foreach (var table in _dotted) _tape.Nodes[table].State = TableState.Defined;
        _dotted.Clear();
    }
}
