namespace Ctas7.Toml.Parsing;

internal ref partial struct TomlParser
{
    /// <summary>Reads the value at the current offset into a node whose container lies <paramref name="depth"/> levels deep.</summary>
    private bool Value(int node, int depth)
    {
        if (_at == _text.Length) return FailNoValue();
        switch (_text[_at])
        {
            case (byte)'"' or (byte)'\'':
                return String(node);
            case (byte)'[':
                return ++depth <= _maxDepth ? Array(node, depth) : FailDepth(_at);
            case (byte)'{':
                return ++depth <= _maxDepth ? InlineTable(node, depth) : FailDepth(_at);
            case (byte)'t':
                return Word(node, "true"u8, TomlValueKind.Boolean, 1);
            case (byte)'f':
                return Word(node, "false"u8, TomlValueKind.Boolean, 0);
            default:
                return NumberOrDate(node);
        }
    }

    private bool Array(int array, int depth)
    {
        var start = _at++;
        _tape.Nodes[array].Kind = TomlValueKind.Array;
        while (true)
        {
            if (!SkipSpacesLinesAndComments()) return false;
            if (Is(_at, (byte)']')) break;
            if (_at == _text.Length) return Fail(TomlErrorCode.Unclosed, start, "This array is never closed: add a ].");
            if (!Value(_tape.AddElement(array, TomlValueKind.None, TableState.Closed, _at), depth)) return false;
            if (!SkipSpacesLinesAndComments()) return false;
            if (Is(_at, (byte)',')) _at++;
            else if (Is(_at, (byte)']')) break;
            else if (_at == _text.Length) return Fail(TomlErrorCode.Unclosed, start, "This array is never closed: add a ].");
            else return Fail(TomlErrorCode.Syntax, _at, $"Expected , or ] in the array, found {Found(_at)}.");
        }

        _at++;
        return true;
    }

    private bool InlineTable(int table, int depth)
    {
        var start = _at++;
        _tape.Nodes[table].Kind = TomlValueKind.Table;
        if (!SkipInInlineTable()) return false;
        while (!Is(_at, (byte)'}'))
        {
            if (_at == _text.Length) return FailUnclosedInline(start);
            if (!KeyValue(table, depth, inSection: false)) return false;
            if (!SkipInInlineTable()) return false;
            if (Is(_at, (byte)'}')) break;
            if (_at == _text.Length) return FailUnclosedInline(start);
            if (!Is(_at, (byte)',')) return FailInInlineTable("Expected , or } in the inline table");
            var comma = _at++;
            if (!SkipInInlineTable()) return false;
            if (!_is11 && Is(_at, (byte)'}')) return Fail(TomlErrorCode.Syntax, comma, "TOML 1.0 allows no comma before the } of an inline table.");
        }

        _at++;
        return true;
    }

    /// <summary>Skips spaces, and in TOML 1.1 also line breaks and comments.</summary>
    private bool SkipInInlineTable()
    {
        if (_is11) return SkipSpacesLinesAndComments();
        SkipSpaces();
        return AtLineBreak(_at) == 0 || FailInInlineTable("TOML 1.0 keeps an inline table on one line: expected a key, , or }");
    }

    private bool FailUnclosedInline(int start) => Fail(TomlErrorCode.Unclosed, start, "This inline table is never closed: add a }.");

    private bool FailInInlineTable(string expected) => Fail(TomlErrorCode.Syntax, _at, $"{expected}, found {Found(_at)}.");

    private bool Word(int node, ReadOnlySpan<byte> word, TomlValueKind kind, long number)
    {
        var end = TokenEnd(_at);
        if (!_text[_at..end].SequenceEqual(word)) return FailNoValue();
        _at = end;
        SetNumber(node, kind, number);
        return true;
    }

    private readonly void SetNumber(int node, TomlValueKind kind, long number)
    {
        ref var target = ref _tape.Nodes[node];
        target.Kind = kind;
        target.Number = number;
    }

    private readonly void SetText(int node, TomlValueKind kind, int start, int length, bool escaped = false)
    {
        ref var target = ref _tape.Nodes[node];
        target.Kind = kind;
        target.TextStart = start;
        target.TextLength = length;
        target.Escaped = escaped;
    }

    private bool FailNoValue()
    {
        var isWord = _at < _text.Length && char.IsAsciiLetter((char)_text[_at]);
        var remedy = isWord ? " Text must be in quotes; true and false are lower case." : "";
        return Fail(TomlErrorCode.InvalidValue, _at, $"Expected a value, found {Found(_at)}.{remedy}");
    }
}
