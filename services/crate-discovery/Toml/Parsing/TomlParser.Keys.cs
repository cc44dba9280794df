namespace Ctas7.Toml.Parsing;

internal ref partial struct TomlParser
{
    private const string OddKey = " A key with other characters than A-Z a-z 0-9 - _ must be in quotes.";

    /// <summary>Reads <c>key = value</c> or <c>a.b.key = value</c> into a table.</summary>
    private bool KeyValue(int table, int depth, bool inSection)
    {
        KeyText key;
        var start = _at;
        while (true)
        {
            if (!Key(out key)) return false;
            SkipSpaces();
            if (!Is(_at, (byte)'.')) break;
            if (++depth > _maxDepth) return FailDepth(start);
            if (!EnterDotted(ref table, in key, start, inSection)) return false;
            _at++;
            SkipSpaces();
            start = _at;
        }

        if (!Is(_at, (byte)'=')) return FailNoEquals();
        var first = _tape.Find(table, _text, in key);
        if (first >= 0) return FailDuplicate(in key, start, first, "Remove one of the two or give it another name.");
        _at++;
        SkipSpaces();
        return Value(_tape.AddChild(table, in key, TomlValueKind.None, TableState.Closed, _at), depth);
    }

    /// <summary>Steps into the table that a dotted key names, making it when it is new.</summary>
    private bool EnterDotted(ref int table, in KeyText key, int offset, bool inSection)
    {
        var child = _tape.Find(table, _text, in key);
        if (child < 0)
        {
            table = _tape.AddChild(table, in key, TomlValueKind.Table, TableState.Dotted, offset);
            if (inSection) _dotted.Add(table);
            return true;
        }

        table = child;
        ref var node = ref _tape.Nodes[child];
        if (node.Kind != TomlValueKind.Table) return FailDuplicate(in key, offset, child, "It is not a table, so it can hold no keys.");
        if (node.State == TableState.Dotted) return true;
        if (node.State != TableState.Implicit)
        {
            return FailDuplicate(in key, offset, child, "A dotted key cannot add to a complete table: write the key where the table is.");
        }

        node.State = TableState.Dotted;
        _dotted.Add(child);
        return true;
    }

    /// <summary>Reads one part of a key: bare, <c>"basic"</c> or <c>'literal'</c>.</summary>
    private bool Key(out KeyText key)
    {
        var start = _at;
        var end = ByteScanner.BareKeyEnd(_text, start);
        if (end > start)
        {
            _at = end;
            key = new KeyText(start, end - start, KeyHash.Of(_text[start..end]), Quoted: false);
            return true;
        }

        key = default;
        if (!Is(start, (byte)'"') && !Is(start, (byte)'\'')) return FailNoKey(start);
        if (_text[start..].StartsWith("\"\"\""u8) || _text[start..].StartsWith("'''"u8))
        {
            return Fail(TomlErrorCode.InvalidKey, start, "A multi-line string cannot be a key. Use one pair of quotes.");
        }

        if (!LineString(out var content, out var length, out var escaped)) return false;
        var text = _text.Slice(content, length);
        key = escaped ? _tape.Decode(_text, text, start) : new KeyText(content, length, KeyHash.Of(text), Quoted: true);
        return true;
    }

    private bool FailNoKey(int offset)
    {
        if (_text[offset..].StartsWith(SourceMap.ByteOrderMark))
        {
            return Fail(TomlErrorCode.InvalidCharacter, offset, "A byte order mark may only be the very first character. Remove this one.");
        }

        var remedy = offset < _text.Length && _text[offset] > 0x7F ? OddKey : "";
        return Fail(TomlErrorCode.InvalidKey, offset, $"Expected a key, found {Found(offset)}.{remedy}");
    }

    private bool FailNoEquals()
    {
        var remedy = _at < _text.Length && AtLineBreak(_at) == 0 ? OddKey : "";
        return Fail(TomlErrorCode.InvalidKey, _at, $"Expected = after the key, found {Found(_at)}.{remedy}");
    }
}
